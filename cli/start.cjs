"use strict";
// Becomes dist/cli/main.js: runs the program that lies beside it with the machine code-independent result of its
// last compilation by V8, which checks that it is its own and else compiles anew.
const { readFileSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "program.cjs");
const cache = join(__dirname, "program.cache");

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
script.runInThisContext()(createRequire(filename), __dirname);

// The bundler asks for this after a typical run, when the functions that such a run needs have been compiled.
if (process.env.SAGE_WRITE_CODE_CACHE) {
  process.on("exit", () => writeFileSync(cache, script.createCachedData()));
}
