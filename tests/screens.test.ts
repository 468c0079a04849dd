import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, openBrowser } from "../dashboard/testing/browser.js";
import {
  differsFromScreen,
  fontWidths,
  hasFontsOfScreen,
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

/** Trials of searches are counted there. */
const ownHome = (folder: string) => ({ ...process.env, SAGE_HOME: join(folder, "home") });

function sage(folder: string, ...words: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [program, ...words], {
    cwd: folder,
    env: ownHome(folder),
  });
  if (status !== 0) throw new Error(`sage ${words.join(" ")}: ${String(stderr)}`);
}

/** They hold something at the end. */
const holders = ["turtle_volatility_target.sage", "volatility_ratchet.sage"];

/** A strategy whose model learned from the first bars and trades the others, in a folder of its own. */
function learnAndTrade(folder: string): void {
  mkdirSync(folder);
  for (const name of holders) cpSync(join(root, "strategies", name), join(folder, name));
  const written = readFileSync(join(root, "strategies", "learned_edge.sage"), "utf8");
  const small = written
    .replace("trees: 300", "trees: 60")
    .replace("window: 2y", "window: 60d")
    .replace("samples: 5000", "samples: 500")
    .replace("2 * round_trip_cost", "0")
    .replace("confidence = 0.58", "confidence = 0.54");
  writeFileSync(join(folder, "learned_edge.sage"), small);
  sage(folder, "data", "synth", "--bars", String(bars), "--seed", "5", "--out", "candles.arrow");
  const train = ["train", "learned_edge.sage", "--data", "candles.arrow", "--to", "2020-05-01", "--json"];
  sage(folder, ...train);
  sage(folder, "models", "promote", "last");
  const files = ["learned_edge.sage", ...holders];
  sage(folder, "live", ...files, "--feed", "replay:candles.arrow?from=2020-05-02", "--quiet");
}

/** A server that says its address as JSON. */
async function serving(folder: string, words: readonly string[]) {
  const child: ChildProcess = spawn(process.execPath, [program, ...words, "--json"], {
    cwd: folder,
    env: ownHome(folder),
  });
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
  readonly of: "desk" | "studio" | "learned desk" | "learned studio";
  /** Behind `#` in the desk's address. */
  readonly view?: string;
  readonly screens?: readonly (keyof typeof screens)[];
  readonly prepare: (page: Page) => Promise<unknown>;
}

const both = ["desktop", "phone"] as const;
const rows = (page: Page) => page.locator("tbody tr").first().waitFor();
const tab = (page: Page, name: string) => page.getByRole("tab", { name, exact: true }).click();
const press = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first().click();
const part = (page: Page, name: string) => page.locator(`[data-part=${name}]`).first().waitFor();

async function openCross(page: Page): Promise<void> {
  await page.getByText(/ms for [\d,]+ bars/).waitFor();
  await page.locator("select", { hasText: "ema_cross.sage" }).selectOption("ema_cross.sage");
  await page.locator("input[name=slow]").waitFor();
}

async function tryFew(page: Page): Promise<void> {
  const numbers = { "From, fast": 5, "To, fast": 40, "Step, fast": 5, "Step, slow": 12 };
  for (const [label, number] of Object.entries(numbers)) {
    await page.getByLabel(label, { exact: true }).fill(String(number));
    await page.getByLabel(label, { exact: true }).blur();
  }
}

const looks: readonly Look[] = [
  { name: "desk-overview", of: "desk", screens: both, prepare: rows },
  { name: "desk-positions", of: "learned desk", view: "#/positions", screens: both, prepare: rows },
  { name: "desk-strategy", of: "desk", view: "#/strategy/1", screens: both, prepare: rows },
  {
    name: "desk-decision",
    of: "desk",
    view: "#/strategy/1/trades",
    prepare: async (page) => {
      await rows(page);
      await page.locator("tbody tr").first().getByRole("button").first().click();
      await page.locator(".with-panel").waitFor();
      await page.locator(".with-panel").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "desk-portfolios",
    of: "desk",
    view: "#/portfolios",
    screens: both,
    prepare: (page) => page.locator(".card").first().waitFor(),
  },
  { name: "desk-feeds", of: "desk", view: "#/feeds", screens: both, prepare: rows },
  {
    name: "desk-log",
    of: "desk",
    view: "#/log",
    screens: both,
    prepare: (page) => page.locator(".card").first().waitFor(),
  },
  {
    name: "desk-stop",
    of: "desk",
    screens: both,
    prepare: async (page) => {
      await rows(page);
      await press(page, "Stop…");
      await page.locator("dialog[open]").waitFor();
    },
  },
  { name: "studio-charts", of: "studio", screens: both, prepare: openCross },
  {
    name: "studio-why",
    of: "studio",
    prepare: async (page) => {
      await openCross(page);
      await page
        .getByRole("button", { name: /^Why \d+$/ })
        .first()
        .click();
      await part(page, "explained");
    },
  },
  {
    name: "studio-search",
    of: "studio",
    prepare: async (page) => {
      await openCross(page);
      await tab(page, "Search");
      await tryFew(page);
      await press(page, "Search");
      await part(page, "heat");
    },
  },
  {
    name: "studio-walk",
    of: "studio",
    prepare: async (page) => {
      await openCross(page);
      await tab(page, "Walk-forward");
      await press(page, "Walk forward");
      await part(page, "folds");
    },
  },
  {
    name: "studio-compare",
    of: "studio",
    prepare: async (page) => {
      await openCross(page);
      await tab(page, "Compare");
      await part(page, "view-compare");
    },
  },
  {
    name: "desk-model",
    of: "learned desk",
    view: "#/strategy/1/model",
    screens: both,
    prepare: async (page) => {
      await rows(page);
      await page.locator("article.model").scrollIntoViewIfNeeded();
    },
  },
  {
    name: "studio-models",
    of: "learned studio",
    prepare: async (page) => {
      await page.getByText("asks a model").waitFor();
      await tab(page, "Models");
      await part(page, "quality");
    },
  },
];

describe.skipIf(browserPath === undefined)("pages look as they were last looked at", { retry: 2 }, () => {
  let folder = "";
  let browser: Browser;
  const served = new Map<Look["of"], { readonly address: string; readonly end: () => void }>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "sage-screens-"));
    for (const name of strategies) cpSync(join(root, "strategies", name), join(folder, name));
    cpSync(join(root, "examples", "17_one_wallet.sage"), join(folder, "one_wallet.sage"));
    sage(folder, "data", "synth", "--bars", String(bars), "--seed", "5", "--out", "candles.arrow");
    sage(folder, "live", ...strategies, "--feed", "replay:candles.arrow", "--quiet");
    sage(
      folder,
      "live",
      "one_wallet.sage",
      "--portfolio",
      "one_wallet",
      "--feed",
      "replay:candles.arrow",
      "--quiet",
    );
    const learned = join(folder, "learned");
    learnAndTrade(learned);
    for (const [desk, studio, home] of [
      ["desk", "studio", folder],
      ["learned desk", "learned studio", learned],
    ] as const) {
      served.set(desk, await serving(home, ["serve", "--listen", "127.0.0.1:0"]));
      served.set(studio, await serving(home, ["studio", ".", "--port", "0"]));
    }
    browser = await openBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    for (const { end } of served.values()) end();
    rmSync(folder, { recursive: true, force: true });
  });

  const cases = looks.flatMap((look) =>
    (look.screens ?? ["desktop" as const]).flatMap((screen) =>
      themes.map((theme) => ({ look, screen, theme })),
    ),
  );

  test.for(cases)("$look.name, $screen, $theme", async ({ look, screen, theme }, { skip }) => {
    const context = await browser.newContext({
      viewport: screens[screen],
      colorScheme: theme,
      reducedMotion: "reduce",
      timezoneId: "UTC",
    });
    const page = await context.newPage();
    if (look.of.endsWith("desk")) await page.clock.setFixedTime(seenAt);
    page.setDefaultTimeout(15_000);
    await page.goto(`${served.get(look.of)?.address ?? ""}${look.view === undefined ? "" : `/${look.view}`}`);
    await look.prepare(page);
    const name = `${look.name}-${screen}-${theme}`;
    const hasFonts = hasFontsOfScreen(name, await fontWidths(page));
    const share = hasFonts ? await differsFromScreen(page, name) : 0;
    await context.close();
    skip(!hasFonts, "other fonts than those of the pictures");
    expect(share).toBeLessThan(atMost);
  });
});
