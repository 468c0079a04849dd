"use strict";
// Becomes dist/cli/main.js: runs the program beside it with what V8 kept of an earlier compilation. Where that is of
// another source, version or set of flags, V8 does not take it and compiles as ever.
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "program.cjs");
// V8 does not check for which kind of machine it was.
const cache = join(__dirname, `program.${process.version}-${process.platform}-${process.arch}.cache`);

/** Nothing where there is none: then the program is compiled as ever. */
function readCache() {
  try {
    return readFileSync(cache);
  } catch {
    return undefined;
  }
}

// The bundler wrote ASCII only, so that the text needs no decoding.
const script = new Script(readFileSync(filename, "latin1"), { filename, cachedData: readCache() });
script.runInThisContext()(require, __dirname);

// The bundler asks for this after a typical run, when the functions that such a run needs have been compiled.
if (process.env.SAGE_WRITE_CODE_CACHE) {
  process.on("exit", () => writeFileSync(cache, script.createCachedData()));
}
