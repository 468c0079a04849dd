import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, openBrowser } from "../dashboard/testing/browser.js";
import {
  differsFromScreen,
  fontWidths,
  hasFontsOfScreens,
  screens,
  themes,
} from "../dashboard/testing/screens.js";

// The pages as a user sees them after three strategies traded half a year of made bars, and the pictures that were
// looked at last: `UPDATE_SCREENS=1 npx vitest run tests/screens.test.ts` keeps new ones, to be looked at.

const root = join(import.meta.dirname, "..");
const program = join(root, "cli", "bin", "sage.js");
const strategies = ["ema_cross.sage", "rsi_reversion.sage", "donchian_breakout.sage"];
/** The bars begin in 2020 and are an hour long; the pages are seen a quarter of a minute after the last of them. */
const bars = 4000;
const seenAt = Date.UTC(2020, 0, 1) + bars * 3_600_000 + 15_000;
/** What may differ: a time of day, a duration. */
const atMost = 0.005;

function sage(folder: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: folder });
  if (status !== 0) throw new Error(`sage ${words.join(" ")}: ${String(stderr)}`);
}

/** A server that says its address as JSON. */
async function serving(folder: string, words: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [program, ...words, "--json"], { cwd: folder });
  let said = "";
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout?.on("data", (more: Buffer) => {
      said += String(more);
      const found = /"address":"([^"]+)"/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on("exit", () => reject(new Error(`sage ${words.join(" ")} ended: ${said}`)));
  });
  return { address, end: () => child.kill("SIGTERM") };
}

interface Look {
  readonly name: string;
  readonly of: "desk" | "studio";
  readonly screens: readonly (keyof typeof screens)[];
  readonly prepare: (page: Page) => Promise<unknown>;
}

const both = ["desktop", "phone"] as const;
const settled = (page: Page) => page.waitForTimeout(800);

const looks: readonly Look[] = [
  {
    name: "desk-overview",
    of: "desk",
    screens: both,
    prepare: (page) => page.locator("tbody tr").first().waitFor(),
  },
  {
    name: "studio-charts",
    of: "studio",
    screens: both,
    prepare: (page) => page.locator("[data-part=statistics]").waitFor(),
  },
];

describe.skipIf(browserPath === undefined)("pages look as they were last looked at", () => {
  let folder = "";
  let browser: Browser;
  const served: { readonly address: string; readonly end: () => void }[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sage-screens-"));
    for (const name of strategies) cpSync(join(root, "strategies", name), join(folder, name));
    sage(folder, "data", "synth", "--bars", String(bars), "--seed", "5", "--out", "candles.arrow");
    sage(folder, "live", ...strategies, "--feed", "replay:candles.arrow", "--quiet");
    served.push(
      await serving(folder, ["serve", "--listen", "127.0.0.1:0"]),
      await serving(folder, ["studio", ".", "--port", "0"]),
    );
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    for (const { end } of served) end();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases = looks.flatMap((look) =>
    look.screens.flatMap((screen) => themes.map((theme) => ({ look, screen, theme }))),
  );

  test.for(cases)("$look.name, $screen, $theme", async ({ look, screen, theme }, { skip }) => {
    const context = await browser.newContext({
      viewport: screens[screen],
      colorScheme: theme,
      reducedMotion: "reduce",
      timezoneId: "UTC",
    });
    const page = await context.newPage();
    await page.clock.setFixedTime(seenAt);
    await page.goto(served[look.of === "desk" ? 0 : 1]?.address ?? "");
    await look.prepare(page);
    await settled(page);
    const hasFonts = hasFontsOfScreens(await fontWidths(page));
    const share = hasFonts ? await differsFromScreen(page, `${look.name}-${screen}-${theme}`) : 0;
    await context.close();
    skip(!hasFonts, "other fonts than those of the pictures");
    expect(share).toBeLessThan(atMost);
  });
});
