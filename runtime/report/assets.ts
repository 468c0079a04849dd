import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "../package-root.js";

/** Texts that every report carries inside it. */
export interface ReportAssets {
  readonly style: string;
  /** The chart library (TradingView Lightweight Charts, Apache-2.0, with its notice). */
  readonly charts: string;
  readonly client: string;
}

/** Parts of the page's own script, in the order in which they are joined. */
const clientParts = [
  "data",
  "theme",
  "equity-chart",
  "trade-marks",
  "price-chart",
  "decision",
  "trade-table",
  "main",
];

let loaded: ReportAssets | undefined;

/** Reads the assets from the package once. */
export function reportAssets(): ReportAssets {
  loaded ??= {
    style: readAsset("report.css"),
    charts: readCharts(),
    client: `(() => {\n"use strict";\n${clientParts.map(readClientPart).join("\n")}})();`,
  };
  return loaded;
}

/** The hash by which a content security policy allows an inline script. */
export function scriptHash(script: string): string {
  return `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
}

/** The parts are modules for those who read and check them; joined in order they need no loader. */
function readClientPart(name: string): string {
  return readAsset(`client/${name}.js`)
    .replaceAll(/^import .*;\n/gm, "")
    .replaceAll(/^export /gm, "");
}

function readAsset(name: string): string {
  return readFileSync(join(packageRoot, "runtime", "report", "assets", name), "utf8");
}

function readCharts(): string {
  const manifest = createRequire(join(packageRoot, "package.json")).resolve(
    "lightweight-charts/package.json",
  );
  return readFileSync(join(dirname(manifest), "dist", "lightweight-charts.standalone.production.js"), "utf8");
}
