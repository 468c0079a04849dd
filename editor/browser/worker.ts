import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { serve } from "../server/connection.js";
import { emptyHost } from "../server/host.js";

// The language server inside a page: the same as on a desk, with no files but the open ones.
declare const self: Worker;

serve(createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self)), emptyHost, "browser");
