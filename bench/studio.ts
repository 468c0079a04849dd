import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, CDPSession, Page } from "playwright-core";
import { storeDataset } from "../runtime/data/manage.js";
import { synthesize } from "../runtime/data/synthesize/synthesize.js";
import { browserPath, openBrowser } from "../dashboard/testing/browser.js";
import { packageRoot } from "../runtime/package-root.js";
import { serveStudio } from "../runtime/serve/studio/index.js";

/*
 * The studio as a hand feels it, in a real browser: from a moved slider to the frame on which the equity stands, and how
 * long frames take while the price chart is dragged and zoomed. Real pointer events; nothing of the page is replaced.
 */

const minute = 60_000;
const moves = 120;
/** Milliseconds that the issue of the studio allows, by bars. */
const sizes = [
  { bars: 50_000, allowed: 30 },
  { bars: 525_600, allowed: 100 },
] as const;

const text = `sage 1
strategy cross {
  market { symbol: WALK, timeframe: 1m }
  param fast = 12 bars in 5..40
  param slow = 60 bars in 20..200
  require fast < slow
  let quick = ema(close, fast)
  let calm  = ema(close, slow)
  enter long when quick crosses above calm
  exit  long when quick crosses below calm
  plot quick as "quick"
  plot calm as "calm"
  size 25% of equity
  costs { fee: 0.04% }
}
`;

const nameOf = (bars: number): string => `minutes-${bars}.arrow`;

/** What the page is asked to note: moves of the slider, frames that show a run, the length of frames. */
const notes = `
  globalThis.noted = { moves: [], drawn: [], frames: [], shift: 0, long: 0 };
  addEventListener("input", (event) => {
    if (event.target.type === "range") noted.moves.push([event.timeStamp, Number(event.target.value)]);
  }, true);
  new PerformanceObserver((list) => {
    for (const each of list.getEntries())
      if (each.name === "sage-redraw") noted.drawn.push([each.startTime + each.duration, each.detail.values.fast]);
  }).observe({ entryTypes: ["measure"] });
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) noted.shift += each.value;
  }).observe({ type: "layout-shift", buffered: true });
  globalThis.watchFrames = (isOn) => {
    cancelAnimationFrame(globalThis.watching);
    if (!isOn) return;
    noted.frames = [];
    let last = 0;
    const step = (now) => {
      if (last > 0) noted.frames.push(now - last);
      last = now;
      globalThis.watching = requestAnimationFrame(step);
    };
    globalThis.watching = requestAnimationFrame(step);
  };
`;

interface Notes {
  readonly moves: readonly (readonly [at: number, value: number])[];
  readonly drawn: readonly (readonly [at: number, value: number])[];
  readonly frames: readonly number[];
  readonly shift: number;
}

export async function benchStudio(): Promise<void> {
  if (browserPath === undefined) return console.log("no Chromium on this machine: nothing is measured");
  const folder = mkdtempSync(join(tmpdir(), "sage-bench-studio-"));
  writeFileSync(join(folder, "cross.sage"), text);
  for (const { bars } of sizes)
    await storeDataset(join(folder, nameOf(bars)), synthesize({ bars, interval: minute, seed: 7 }));
  const page = join(packageRoot, "dist", "studio");
  const studio = await serveStudio({ folder, page, port: 0 });
  const browser = await openBrowser();
  try {
    await load(browser, studio.address);
    for (const size of sizes) await drag(browser, studio.address, size);
    await pan(browser, studio.address);
  } finally {
    await browser.close();
    await studio.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function open(browser: Browser, address: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(notes);
  await page.goto(address);
  await page.locator("input[name=fast]").waitFor();
  await isDrawn(page, 0);
  return page;
}

/** Waits until more runs were drawn than so many. */
async function isDrawn(page: Page, before: number): Promise<void> {
  // The page's policy lets no function in that would wait there.
  while ((await noted(page)).drawn.length <= before) await page.waitForTimeout(100);
}

const noted = (page: Page): Promise<Notes> => page.evaluate<Notes>("noted");

async function choose(page: Page, bars: number): Promise<void> {
  const { drawn } = await noted(page);
  await page.getByRole("combobox", { name: "Data" }).selectOption(nameOf(bars));
  await isDrawn(page, drawn.length);
  await page.waitForTimeout(1500);
}

/** From an empty cache to a page that can be used: the first run drawn, and the editor there. */
async function load(browser: Browser, address: string): Promise<void> {
  const began: number[] = [];
  for (let round = 0; round < 3; round++) {
    const page = await open(browser, address);
    const { drawn, shift } = await noted(page);
    began.push(drawn[0]?.[0] ?? Number.NaN);
    if (round === 2) {
      console.log(`${"load to first run drawn".padEnd(34)} ${figures(began)}`);
      console.log(`${"layout shift while loading".padEnd(34)} ${shift.toFixed(4)}`);
    }
    await page.close();
  }
}

async function drag(browser: Browser, address: string, size: (typeof sizes)[number]): Promise<void> {
  const page = await open(browser, address);
  await choose(page, size.bars);
  const box = await page.locator("input[name=fast]").boundingBox();
  if (box === null) throw new Error("the slider cannot be seen");
  const y = box.y + box.height / 2;
  const before = (await noted(page)).moves.length;
  await page.mouse.move(box.x + box.width * 0.1, y);
  await page.mouse.down();
  // There and back, one value after another, as fast as a hand goes: about forty values a second.
  for (let k = 0; k < moves; k++) {
    const place = 0.5 - 0.4 * Math.cos((2 * Math.PI * k) / 60);
    await page.mouse.move(box.x + box.width * place, y);
    await page.waitForTimeout(25);
  }
  await page.mouse.up();
  await page.waitForTimeout(1500);
  const { moves: all, drawn } = await noted(page);
  const times = all.slice(before).map(([at, value]) => {
    // A value that a newer one overtook counts until the newer one is seen.
    const later = new Set(all.filter((one) => one[0] >= at).map(([, each]) => each));
    const seen = drawn.find(([when, shown]) => when > at && (shown === value || later.has(shown)));
    return (seen?.[0] ?? Number.POSITIVE_INFINITY) - at;
  });
  const title = `slider, ${size.bars.toLocaleString("en")} bars`;
  console.log(
    `${title.padEnd(34)} ${figures(times)}   allowed p95 ${size.allowed} ms, ${times.length} moves`,
  );
  await page.close();
}

/** Drags and zooms candles of half a million bars; the mouse is moved as often as the screen is drawn. */
async function pan(browser: Browser, address: string): Promise<void> {
  const page = await open(browser, address);
  await choose(page, 525_600);
  const box = await page.locator("[data-part=price]").boundingBox();
  if (box === null) throw new Error("the chart cannot be seen");
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  const devtools = await page.context().newCDPSession(page);
  const still = await framesWhile(page, () => page.waitForTimeout(1500));
  const zooming = await framesWhile(page, () => wheel(devtools, middle));
  await page.waitForTimeout(800);
  const panning = await framesWhile(page, async () => {
    for (let turn = 0; turn < 4; turn++) {
      await page.mouse.down();
      for (let k = 0; k < 40; k++) {
        const side = turn % 2 === 0 ? 1 : -1;
        await page.mouse.move(middle.x + side * k * 4, middle.y);
        await page.waitForTimeout(8);
      }
      await page.mouse.up();
      await page.mouse.move(middle.x, middle.y);
    }
  });
  for (const [name, frames] of Object.entries({ still, zooming, panning })) {
    const late = frames.filter((each) => each > 25).length;
    const share = ((100 * late) / frames.length).toFixed(1);
    console.log(
      `${`frames, ${name}`.padEnd(34)} ${figures(frames)}   ${share} % above 25 ms, ${frames.length} frames`,
    );
  }
  await page.close();
}

async function wheel(
  devtools: CDPSession,
  { x, y }: { readonly x: number; readonly y: number },
): Promise<void> {
  for (let k = 0; k < 60; k++) {
    const deltaY = k < 40 ? -60 : 60;
    await devtools.send("Input.dispatchMouseEvent", { type: "mouseWheel", x, y, deltaX: 0, deltaY });
    await new Promise((resolve) => setTimeout(resolve, 16));
  }
}

async function framesWhile(page: Page, deed: () => Promise<void>): Promise<readonly number[]> {
  await page.evaluate("watchFrames(true)");
  await deed();
  const { frames } = await noted(page);
  await page.evaluate("watchFrames(false)");
  return frames;
}

function figures(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN)
      .toFixed(1)
      .padStart(7);
  return `p50 ${at(0.5)}   p95 ${at(0.95)}   worst ${at(1)} ms`;
}
