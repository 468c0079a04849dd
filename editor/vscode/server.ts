import { createFileHost } from "../../cli/module-host.js";
import { serveProcess } from "../server/stdio.js";

// The server as the extension carries it: the packaging puts the version in. Tests run in a terminal, by the program.
serveProcess({ files: createFileHost }, process.env["SAGE_VERSION"] ?? "");
