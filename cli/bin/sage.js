#!/usr/bin/env node
"use strict";
// In a clone the program may not be built yet; in an installed package it always is. CommonJS, which starts sooner.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const program = join(__dirname, "../../dist/cli/main.js");

if (existsSync(program)) require(program);
else {
  import("../../bootstrap.mjs").then(({ ready }) => {
    ready();
    require(program);
  });
}
