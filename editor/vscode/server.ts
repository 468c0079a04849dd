import { serveStandardStreams } from "../server/stdio.js";

// The server as the extension carries it: the packaging puts the version in.
serveStandardStreams(process.env["SAGE_VERSION"] ?? "");
