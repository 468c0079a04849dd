import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { z } from "zod";
import { packageRoot } from "../../runtime/package-root.js";

/** Pictures of the pages as they were last looked at: also those that the documentation shows. */
export const screensFolder = join(packageRoot, "docs", "images", "pages");
/** Where a picture goes that differs, beside one that marks where. */
const differingFolder = join(packageRoot, ".sage", "screens");
const fontsFile = join(screensFolder, "fonts.json");

/** A desk and a hand; a phone's width is the narrowest that is sold. */
export const screens = {
  desktop: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

export const themes = ["light", "dark"] as const;

/**
 * Widths of words in the fonts that pages ask for. Where they are others, fonts are others, and no picture can be like
 * the ones that were kept.
 */
export const fontWidths = (page: Page): Promise<readonly number[]> =>
  page.evaluate<readonly number[]>(`
    [getComputedStyle(document.body).fontFamily, "ui-monospace, monospace"].map((family) => {
      const context = document.createElement("canvas").getContext("2d");
      context.font = "16px " + family;
      return context.measureText("The quick brown fox: 1,234.56 %").width;
    })
  `);

/** Whether a picture of this name was taken with these fonts. */
export function hasFontsOfScreen(name: string, widths: readonly number[]): boolean {
  return isToBeKept() || JSON.stringify(fontsOfScreens()[name]) === JSON.stringify(widths);
}

const fontsSchema = z.record(z.string(), z.array(z.number()));

/** Widths of words in each picture, by its name. */
const fontsOfScreens = (): Readonly<Record<string, readonly number[]>> =>
  existsSync(fontsFile) ? fontsSchema.parse(JSON.parse(readFileSync(fontsFile, "utf8"))) : {};

const isToBeKept = (): boolean => process.env["UPDATE_SCREENS"] !== undefined;

/** A change of colour that an eye does not see, from 0 to 1. */
const unseen = 0.1;

/** A picture of the page when it has come to rest: a second one, later, is the same. */
async function stillPicture(page: Page): Promise<Uint8Array> {
  let before: Uint8Array = new Uint8Array(0);
  for (let k = 0; k < 20; k++) {
    await page.waitForTimeout(500);
    const taken = await page.screenshot({ animations: "disabled", caret: "hide" });
    if (taken.equals(before)) return taken;
    before = taken;
  }
  return before;
}

/**
 * Takes a picture of the page and lays it over the one that was kept under this name; with UPDATE_SCREENS it is kept
 * instead, and is to be looked at.
 * @returns the share of the picture's points that differ, from 0 to 1; 1 where there is none, or one of another size
 */
export async function differsFromScreen(page: Page, name: string): Promise<number> {
  const taken = await stillPicture(page);
  const path = join(screensFolder, `${name}.png`);
  if (isToBeKept()) {
    mkdirSync(screensFolder, { recursive: true });
    writeFileSync(path, taken);
    const fonts = Object.entries({ ...fontsOfScreens(), [name]: await fontWidths(page) });
    const lines = fonts.toSorted().map(([each, widths]) => `  "${each}": [${widths.join(", ")}]`);
    writeFileSync(fontsFile, `{\n${lines.join(",\n")}\n}\n`);
    return 0;
  }
  if (!existsSync(path)) return 1;
  const [now, then] = [PNG.sync.read(Buffer.from(taken)), PNG.sync.read(readFileSync(path))];
  if (now.width !== then.width || now.height !== then.height) return 1;
  const marked = new PNG({ width: now.width, height: now.height });
  const points = pixelmatch(then.data, now.data, marked.data, now.width, now.height, { threshold: unseen });
  const share = points / (now.width * now.height);
  if (share > 0) {
    mkdirSync(differingFolder, { recursive: true });
    writeFileSync(join(differingFolder, `${name}.png`), taken);
    writeFileSync(join(differingFolder, `${name}.marked.png`), PNG.sync.write(marked));
  }
  return share;
}
