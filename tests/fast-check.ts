import * as fc from "../node_modules/fast-check/lib/fast-check.js";

// What tests import as "fast-check" (vitest.config.ts). A suite that draws other cases each time says nothing about the
// change it runs on: `npm test` draws the same ones, `npm run prove` new ones, which `SAGE_PROPERTY_SEED` repeats.
const asked = process.env["SAGE_PROPERTY_SEED"];
if (asked !== "new") fc.configureGlobal({ seed: Number(asked ?? 20_221_231) });

export * from "../node_modules/fast-check/lib/fast-check.js";
