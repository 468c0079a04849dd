#!/usr/bin/env node
// In a clone the program may not be built yet; in an installed package it always is.
import { existsSync } from "node:fs";

if (!existsSync(new URL("../../dist/cli/main.js", import.meta.url))) {
  const { ready } = await import("../../bootstrap.mjs");
  ready();
}
await import("../../dist/cli/main.js");
