import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "playwright-core";
import { browserPath } from "../../testing/browser.js";
import {
  expectAccessible,
  expectNoOverflow,
  isThere,
  openStudioPages,
  type StudioPages,
} from "../testing/studio-pages.js";

const cross = readFileSync(join(import.meta.dirname, "../../../strategies/ema_cross.sage"), "utf8");
/** Where pictures of the views are put, for people to look at. */
const pictures = process.env["NAILSAGE_PICTURES"];

describe.skipIf(browserPath === undefined)("searches and walk-forwards in the studio", { retry: 2 }, () => {
  let pages: StudioPages;

  const home = mkdtempSync(join(tmpdir(), "sage-home-"));
  const before = process.env["SAGE_HOME"];

  beforeAll(async () => {
    process.env["SAGE_HOME"] = home;
    pages = await openStudioPages({ "cross.sage": cross });
  });
  afterAll(async () => {
    await pages?.close();
    if (before === undefined) delete process.env["SAGE_HOME"];
    else process.env["SAGE_HOME"] = before;
    rmSync(home, { recursive: true, force: true });
  });

  const picture = async (page: Page, name: string): Promise<void> => {
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `studio-${name}.png`) });
  };
  const show = (page: Page, name: string) => page.getByRole("tab", { name, exact: true }).click();
  const field = async (page: Page, label: string, value: string): Promise<void> => {
    await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByLabel(label, { exact: true }).blur();
  };
  /** A grid of 3 by 4 sets. */
  const small = async (page: Page): Promise<void> => {
    await field(page, "From, fast", "8");
    await field(page, "To, fast", "24");
    await field(page, "Step, fast", "8");
    await field(page, "From, slow", "40");
    await field(page, "To, slow", "100");
    await field(page, "Step, slow", "20");
    await expect.poll(() => page.locator("[data-part=sets]").textContent()).toBe("12 sets");
  };
  const slider = (page: Page, name: string) => page.locator(`.slider input[name=${name}]`).inputValue();

  test.each(["light", "dark"] as const)(
    "a search is tried, looked at and chosen from (%s)",
    async (scheme) => {
      const { page, complaints, close } = await pages.open({ scheme });
      await page.locator("input[name=fast]").waitFor();
      await show(page, "Search");
      await page.locator("[data-part=view-search] .empty").waitFor();
      await small(page);
      await page.getByRole("button", { name: "Search", exact: true }).click();
      const heat = page.locator("[data-part=heat]");
      await heat.waitFor();
      expect(await heat.locator("[role=gridcell]").count()).toBe(12);
      expect(await page.locator("[data-part=findings]").textContent()).toMatch(
        /best of 12 is more than luck/,
      );
      // The best of the table is the cell that is marked, and a press on it sets the sliders.
      const [fast, slow] = await page
        .locator("[data-part=best] tbody tr")
        .first()
        .locator("td")
        .allTextContents()
        .then((cells) => cells.slice(1, 3));
      await heat.locator(".best").click();
      expect([await slider(page, "fast"), await slider(page, "slow")]).toEqual([fast, slow]);
      expect(await page.locator(".slider output").allTextContents()).toEqual([
        `${fast} bars`,
        `${slow} bars`,
      ]);
      const sharpe = await page
        .locator("[data-part=best] tbody tr")
        .first()
        .locator("td")
        .nth(3)
        .textContent();
      await expect
        .poll(
          () =>
            page
              .locator("[data-part=statistics] > div", { hasText: "Sharpe" })
              .locator("dd")
              .first()
              .textContent(),
          isThere,
        )
        .toBe(Number(sharpe).toFixed(2));
      // By keyboard: one cell on, and Enter.
      await heat.locator("[tabindex='0']").focus();
      await page.keyboard.press(fast === "24" ? "ArrowLeft" : "ArrowRight");
      await page.keyboard.press("Enter");
      await expect
        .poll(async () => [await slider(page, "fast"), await slider(page, "slow")].join())
        .not.toBe([fast, slow].join());
      await expectAccessible(page, ".middle");
      await expectNoOverflow(page);
      await picture(page, `search-${scheme}`);
      await page.locator("[data-part=parallel]").scrollIntoViewIfNeeded();
      await picture(page, `search-below-${scheme}`);
      expect(complaints).toEqual([]);
      await close();
    },
  );

  test("trials of the page count like those of the command line", async () => {
    const { page, complaints, close } = await pages.open();
    await page.locator("input[name=fast]").waitFor();
    await show(page, "Search");
    await small(page);
    const search = () => page.getByRole("button", { name: "Search", exact: true }).click();
    await search();
    await expect
      .poll(() => page.locator("[data-part=findings]").textContent(), isThere)
      .toMatch(/best of 12 is/);
    // Ten values of one parameter, the other at 48: ten sets that were not among the twelve.
    await page.getByLabel("slow", { exact: true }).uncheck();
    await field(page, "From, fast", "5");
    await field(page, "To, fast", "14");
    await field(page, "Step, fast", "1");
    await search();
    await expect
      .poll(() => page.locator("[data-part=findings]").textContent(), isThere)
      .toMatch(/best of 22 is/);
    // The same again is nothing new.
    await search();
    await page.waitForTimeout(1500);
    expect(await page.locator("[data-part=findings]").textContent()).toMatch(/best of 22 is/);
    expect(readdirSync(join(home, "trials"))).toEqual([
      expect.stringMatching(/^ema_cross-[0-9a-f]{16}\.jsonl$/),
    ]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("a long search says how far it is, leaves the sliders free, and is cancelled", async () => {
    const { page, complaints, close } = await pages.open();
    await page.locator("input[name=fast]").waitFor();
    await show(page, "Search");
    await field(page, "Step, fast", "1");
    await field(page, "Step, slow", "1");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await expect
      .poll(() => page.locator(".work [role=status]").textContent(), isThere)
      .toMatch(/^[\d,]+ of [\d,]+ sets/);
    const before = await page.locator("[data-part=latency]").textContent();
    await page.locator("input[name=fast]").focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.locator("[data-part=latency]").textContent(), isThere).not.toBe(before);
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => page.locator(".work [role=status]").textContent(), isThere).toContain("Stopped");
    expect(await page.locator("[data-part=heat]").count()).toBe(0);
    await field(page, "Optimise", "sharp");
    await page.getByRole("button", { name: "Search", exact: true }).click();
    await page.getByText("SAGE8621").waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test.each(["light", "dark"] as const)(
    "a walk-forward shows its folds and the tests as one account (%s)",
    async (scheme) => {
      const { page, complaints, close } = await pages.open({ scheme });
      await page.locator("input[name=fast]").waitFor();
      await show(page, "Walk-forward");
      await small(page);
      await field(page, "Judge on, days", "180");
      await page.getByRole("button", { name: "Walk forward" }).click();
      const rows = page.locator("[data-part=folds] tbody tr");
      await rows.first().waitFor();
      expect(await rows.count()).toBe(4);
      // The chained return is the product of those of the tests.
      const returns = await Promise.all(
        [0, 1, 2, 3].map((k) => rows.nth(k).locator("td").nth(5).textContent().then(numberOf)),
      );
      const chained = await page.locator("[data-part=measures] dd").first().textContent().then(numberOf);
      expect(returns.reduce((product, part) => product * (1 + part / 100), 1) * 100 - 100).toBeCloseTo(
        chained,
        0,
      );
      expect(await page.locator("[data-part=measures]").textContent()).toContain("after 48 sets");
      await rows.first().getByRole("button").click();
      const chosen = (await rows.first().getByRole("button").textContent()) ?? "";
      expect(chosen).toBe(`fast ${await slider(page, "fast")}, slow ${await slider(page, "slow")}`);
      await expectAccessible(page, ".middle");
      await expectNoOverflow(page);
      await picture(page, `walk-${scheme}`);
      expect(complaints).toEqual([]);
      await close();
    },
  );
});

const numberOf = (text: string | null): number =>
  Number((text ?? "").replace("−", "-").replace(/[^\d.-]/g, ""));
