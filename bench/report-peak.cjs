"use strict";
// Preloaded into a measured process: writes its largest resident set (KiB) at its end.
const { writeFileSync } = require("node:fs");

const path = process.env["BENCH_PEAK_FILE"];
if (path) process.on("exit", () => writeFileSync(path, String(process.resourceUsage().maxRSS)));
