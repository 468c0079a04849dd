import type { CDPSession } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { browserPath } from "../testing/browser.js";
import { DeskPages, isThere, live } from "./testing/desk-page.js";

/** Ten hours of one-minute bars; all lists that are kept for looking at are full before the half. */
const [bars, early] = [600, 300];
const strategies = 100;
/** Milliseconds between two bars: 2,000 times as fast as they are. */
const pause = 30;

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("a desk that is looked at for ten hours", { retry: 2 }, () => {
  const desk = new DeskPages();
  beforeAll(() => desk.begin());
  afterAll(() => desk.end());

  const usage = z.object({ usedSize: z.number() });

  async function held(session: CDPSession): Promise<number> {
    // What became garbage by finalisers goes with the second.
    for (let k = 0; k < 2; k++) await session.send("HeapProfiler.collectGarbage");
    return usage.parse(await session.send("Runtime.getHeapUsage")).usedSize / 2 ** 20;
  }

  test("its memory stays as it was", async () => {
    const { stand, page, complaints, close } = await desk.open({ strategies, markets: 20, bars: 20 });
    await live(page);
    await page.locator(".chart canvas").first().waitFor();
    const session = await page.context().newCDPSession(page);
    const equity = () => page.locator(".tiles dd").first().textContent();
    const begun = await held(session);
    const before = await equity();
    let middle = 0;
    for (let k = 1; k <= bars; k++) {
      stand.tellBar();
      await new Promise((resolve) => setTimeout(resolve, pause));
      if (k === early) middle = await held(session);
    }
    await expect.poll(equity, isThere).not.toBe(before);
    await page.waitForTimeout(1000);
    const end = await held(session);
    const nodes = z.number().parse(await page.evaluate("document.querySelectorAll('*').length"));
    process.stdout.write(
      `${bars} bars of ${strategies} strategies: ${[begun, middle, end].map((one) => one.toFixed(2)).join(" → ")} MiB held, ${nodes} elements\n`,
    );
    // A tenth of the early size is noise of the collector and of the compiler.
    expect(end).toBeLessThan(1.1 * middle + 1);
    expect(await page.locator("[data-part=away]").count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  }, 240_000);
});
