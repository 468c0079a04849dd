import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath } from "../testing/browser.js";
import { DeskPages, isThere, live } from "./testing/desk-page.js";

/** Needs a browser: skipped, visibly, where there is none. */
describe.skipIf(browserPath === undefined)("the desk in a browser", { retry: 2 }, () => {
  const desk = new DeskPages();
  beforeAll(() => desk.begin());
  afterAll(() => desk.end());

  const heading = (page: Page) => page.locator("h1").textContent();
  const rows = (page: Page) => page.locator("tbody tr");

  test("bars that close change the page without it asking for anything", async () => {
    const { stand, page, complaints, close } = await desk.open();
    await live(page);
    await expect.poll(() => rows(page).count(), isThere).toBe(3);
    await page.locator(".chart canvas").first().waitFor();
    const asked: string[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/api/")) asked.push(request.url());
    });
    const equity = () => rows(page).first().locator("td").nth(5).textContent();
    const before = await equity();
    for (let k = 0; k < 5; k++) await stand.bar();
    await expect.poll(equity, isThere).not.toBe(before);
    // What is shown is what the API says.
    const listed = await (await fetch(`${stand.address()}/api/v1/strategies/1`)).json();
    const told = Number(Reflect.get(listed, "current_bankroll"));
    await expect
      .poll(async () => Number((await equity())?.replaceAll(",", "")), isThere)
      .toBeCloseTo(told, 2);
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("views have addresses, titles and a focused heading, and the way back leads back", async () => {
    const { stand, page, complaints, close } = await desk.open();
    expect(await heading(page)).toBe("Overview");
    await page.getByRole("link", { name: "cross_2" }).click();
    await expect.poll(() => page.title(), isThere).toBe("cross_2 – NailSage desk");
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
    expect(new URL(page.url()).hash).toBe("#/strategy/2");
    await page.goBack();
    await expect.poll(() => heading(page), isThere).toBe("Overview");
    await page.goForward();
    await expect.poll(() => heading(page), isThere).toBe("cross_2");
    await page.goto(`${stand.address()}/#/strategy/99`);
    await page.getByText("There is no strategy 99").waitFor();
    for (const name of ["Positions", "Portfolios", "Feeds", "Log"]) {
      await page.getByRole("navigation").getByRole("link", { name }).click();
      await expect.poll(() => heading(page), isThere).toBe(name);
    }
    expect(complaints).toEqual([]);
    await close();
  });

  test("positions open, move and close as they are told", async () => {
    const { stand, page, complaints, close } = await desk.open({ strategies: 1, bars: 22 }, "#/positions");
    await live(page);
    // Of ten bars a position is held from the third to the seventh: none after 22, one after 23, none after 28.
    await page.getByText("Nothing is held.").waitFor();
    await stand.bar();
    await expect.poll(() => rows(page).count(), isThere).toBe(1);
    const price = () => rows(page).first().locator("td").nth(5).textContent();
    const before = await price();
    await stand.bar();
    await expect.poll(price, isThere).not.toBe(before);
    const told = await price();
    await page.reload();
    await live(page);
    // Asked for it is what it was when it was told.
    await expect.poll(price, isThere).toBe(told);
    for (let k = 0; k < 4; k++) await stand.bar();
    await page.getByText("Nothing is held.").waitFor();
    await page.getByRole("navigation").getByRole("link", { name: "Log" }).click();
    await page.getByText(/long closed, [+−]/).waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("a hundred strategies: found by name, market and state, and sorted", async () => {
    const { page, complaints, close } = await desk.open({ strategies: 100, markets: 20, bars: 25 });
    await expect.poll(() => rows(page).count(), isThere).toBe(100);
    const filter = page.locator("[data-part=filter]");
    await filter.fill("cross_7");
    await expect.poll(() => rows(page).count(), isThere).toBe(11);
    await page.getByText("11 of 100").waitFor();
    await filter.fill("nothing such");
    await page.getByText("Nothing matches the filter.").waitFor();
    await filter.fill("");
    await page.getByRole("radio", { name: "Holding" }).check();
    // Of any ten strategies five hold something at any bar.
    await expect.poll(() => rows(page).count(), isThere).toBe(50);
    await page.getByRole("button", { name: "Equity" }).click();
    const equities = (await rows(page).locator("td:nth-child(6)").allTextContents()).map((one) =>
      Number(one.replaceAll(",", "")),
    );
    expect(equities).toEqual(equities.toSorted((a, b) => b - a));
    expect(complaints).toEqual([]);
    await close();
  });

  test("names and reasons with markup in them are text", async () => {
    const markup = "<img src=x onerror=globalThis.stolen=1>";
    const { stand, page, complaints, close } = await desk.open({ names: [markup], strategies: 1 });
    await live(page);
    await page.getByRole("link", { name: markup }).waitFor();
    const message = `${markup} & <script>globalThis.stolen=1</script>`;
    await stand.store.note({
      time: Date.now(),
      event: markup,
      severity: "error",
      strategy: 1,
      market: null,
      message,
      data: {},
    });
    await fetch(`${stand.address()}/api/v1/kill-switch`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ action: "stop", strategy: markup, reason: message }),
    });
    for (const view of ["", "#/log", "#/portfolios", "#/positions", "#/strategy/1"]) {
      await page.goto(`${stand.address()}/${view}`);
      await page.reload();
      await page.locator("[data-part=stopped]", { hasText: markup }).waitFor();
    }
    await page.keyboard.press("s");
    await page.getByRole("dialog").waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.evaluate("globalThis.stolen")).toBeUndefined();
    expect(complaints).toEqual([]);
    await close();
  });

  test("times follow the chosen clock everywhere", async () => {
    const { page, close } = await desk.open({ strategies: 1 }, "#/feeds", { timezoneId: "Asia/Kolkata" });
    const last = () => rows(page).first().locator("td").nth(4).textContent();
    await expect.poll(last, isThere).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);
    const before = Date.parse(`${(await last()) ?? ""}Z`.replace(" ", "T"));
    await page.keyboard.press("z");
    await page.locator("[data-part=link]", { hasText: "UTC+5:30" }).waitFor();
    expect(Date.parse(`${(await last()) ?? ""}Z`.replace(" ", "T")) - before).toBe(5.5 * 3_600_000);
    await close();
  });
});
