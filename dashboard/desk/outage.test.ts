import type { Page, WebSocketRoute } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath } from "../testing/browser.js";
import { DeskPages, isThere, live } from "./testing/desk-page.js";

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("a desk whose connection breaks", { retry: 2 }, () => {
  const desk = new DeskPages();
  beforeAll(() => desk.begin());
  afterAll(() => desk.end());

  const away = (page: Page) => page.locator("[data-part=away]");
  const equity = (page: Page) => page.locator("tbody tr").first().locator("td").nth(5).textContent();

  test("what happened without a connection is told again, counted, and shown", async () => {
    const { stand, page, close } = await desk.open({ strategies: 1, bars: 20 });
    await live(page);
    const before = await equity(page);
    await page.context().setOffline(true);
    await page.locator("[data-part=link]", { hasText: "no connection" }).waitFor();
    // Bars 21 to 23: an entry with its order (1), three times the money held (3 of positions), and the desk's sums (1 to
    // 3, for they are told at most four times a second); candles are not subscribed.
    for (let k = 0; k < 4; k++) {
      await stand.bar();
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect(await equity(page)).toBe(before);
    await page.context().setOffline(false);
    await live(page);
    await expect
      .poll(() => away(page).textContent(), isThere)
      .toMatch(
        /Without connection from [\d:]+ to [\d:]+\.\d+ messages were missed and have been made up for/,
      );
    await expect.poll(() => equity(page), isThere).not.toBe(before);
    await page.getByRole("button", { name: "Dismiss" }).click();
    expect(await away(page).count()).toBe(0);
    await close();
  });

  test("after a restart of the server all is read anew, and the page says so", async () => {
    const { stand, page, close } = await desk.open({ strategies: 2, bars: 20 });
    await live(page);
    const before = await equity(page);
    await stand.stop();
    await page.locator("[data-part=link]", { hasText: "no connection" }).waitFor();
    await page.locator("[data-part=link]", { hasText: "tried again in" }).waitFor();
    // What is known stays to be read.
    expect(await equity(page)).toBe(before);
    for (let k = 0; k < 5; k++) await stand.bar();
    await stand.restart();
    await live(page);
    await away(page).getByText("The server began anew").waitFor();
    await expect.poll(() => equity(page), isThere).not.toBe(before);
    // And what comes now is told.
    const now = await equity(page);
    await stand.bar();
    await expect.poll(() => equity(page), isThere).not.toBe(now);
    await close();
  });

  test("half a message is left out, half an answer is asked for again", async () => {
    let route: WebSocketRoute | undefined;
    let broken = 0;
    const { stand, page, complaints, close } = await desk.open(
      { strategies: 1, bars: 20 },
      "",
      {},
      async (one) => {
        await one.routeWebSocket("**/ws", (socket) => {
          route = socket;
          socket.connectToServer();
        });
        await one.route("**/api/v1/strategies", async (answer) => {
          if (broken++ > 0) return answer.continue();
          await answer.fulfill({
            status: 200,
            contentType: "application/json",
            body: '{"strategies":[{"id":1,"str',
          });
        });
      },
    );
    await page.getByText("The answer of the server broke off.").waitFor();
    await expect.poll(() => page.locator("tbody tr").count(), isThere).toBe(1);
    expect(await page.getByText("The answer of the server broke off.").count()).toBe(0);
    await live(page);
    const before = await equity(page);
    for (const half of [
      '{"type":"portfolio.up',
      "[]",
      "null",
      '{"type":"portfolio.update","sequence":1}',
      "\u0000",
    ])
      route?.send(half);
    route?.send(
      '{"type":"portfolio.update","sequence":2,"timestamp":"x","data":{"strategies":[null,7,{"strategy_id":"1"}]}}',
    );
    for (let k = 0; k < 4; k++) await stand.bar();
    await expect.poll(() => equity(page), isThere).not.toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a slow network shows that it loads, and nothing jumps when it has", async () => {
    const { page, complaints, close } = await desk.open({ strategies: 5 }, "", {}, async (one) => {
      await one.addInitScript(() => {
        Reflect.set(globalThis, "shift", 0);
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            Reflect.set(
              globalThis,
              "shift",
              Number(Reflect.get(globalThis, "shift")) + Number(Reflect.get(entry, "value")),
            );
        }).observe({ type: "layout-shift", buffered: true });
      });
      await one.route("**/api/v1/**", async (answer) => {
        await new Promise((resolve) => setTimeout(resolve, 800));
        await answer.continue();
      });
    });
    await page.getByRole("status", { name: "Loading" }).first().waitFor();
    await expect.poll(() => page.locator("tbody tr").count(), isThere).toBe(5);
    await page.locator(".chart canvas").first().waitFor();
    await page.waitForTimeout(2500);
    // Ages have ticked and the curve has come. Good is below 0.1.
    expect(Number(await page.evaluate("globalThis.shift"))).toBeLessThan(0.1);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a server that is not there at all is said to be away, and found when it comes", async () => {
    const { stand, page, close } = await desk.open({ strategies: 1 }, "", {}, (one) =>
      one.route("**/api/**", (answer) => answer.abort()),
    );
    await page.getByText("The server does not answer.").first().waitFor();
    await page.unroute("**/api/**");
    await expect.poll(() => page.locator("tbody tr").count(), isThere).toBe(1);
    expect(stand.strategies).toHaveLength(1);
    await close();
  });
});
