import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath } from "../../testing/browser.js";
import {
  expectAccessible,
  expectNoOverflow,
  isThere,
  openStudioPages,
  type StudioPages,
} from "../testing/studio-pages.js";

const root = join(import.meta.dirname, "../../..");
const program = { file: process.execPath, words: [join(root, "cli/bin/sage.js")] };
const model = readFileSync(join(root, "examples/23_model.sage"), "utf8")
  .replace("trees: 200", "trees: 20")
  .replace("refit: 30d", "refit: 180d");
const two = `${readFileSync(join(root, "strategies/ema_cross.sage"), "utf8")}
strategy second {
  market {
    symbol: BTCUSDT
    timeframe: 4h
  }
  param length = 20 bars in 5..100
  enter long when close crosses above sma(close, length)
  exit  long when close crosses below sma(close, length)
  size 25% of equity
  costs { fee: 0.04% }
}
`;
const pictures = process.env["NAILSAGE_PICTURES"];
const isDone = { timeout: 120_000 };

describe.skipIf(browserPath === undefined)("what the studio's server does", { timeout: 240_000 }, () => {
  let pages: StudioPages;
  const home = mkdtempSync(join(tmpdir(), "sage-home-"));
  const before = process.env["SAGE_HOME"];

  beforeAll(async () => {
    process.env["SAGE_HOME"] = home;
    pages = await openStudioPages({ "model.sage": model, "two.sage": two }, { program });
  }, 60_000);
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
  const openFile = async (page: Page, path: string): Promise<void> => {
    await page.locator("header select").first().selectOption(path);
    const name = path === "model.sage" ? "barriers" : "ema_cross";
    await expect.poll(() => page.locator(".cm-content").textContent(), isThere).toContain(`strategy ${name}`);
    await expect.poll(() => page.locator(".graph rect").count(), isThere).toBeGreaterThan(0);
  };

  test("a training is started, cancelled, started again, and its model is shown", async () => {
    const { page, complaints, close } = await pages.open();
    await openFile(page, "model.sage");
    await show(page, "Models");
    await page.getByText("No model of this strategy is stored yet").waitFor();
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => page.locator(".work [role=status]").textContent(), isThere).toContain("Stopped");
    // The one before may take a moment to end.
    await expect
      .poll(
        async () => {
          const start = page.getByRole("button", { name: "Train", exact: true });
          if ((await start.count()) > 0) await start.click();
          await page.waitForTimeout(500);
          return page.getByRole("button", { name: "Cancel" }).count();
        },
        { ...isThere, interval: 500 },
      )
      .toBe(1);
    await expect
      .poll(() => page.locator(".work [role=status]").textContent(), isDone)
      .toMatch(/^training \d+ of \d+/);
    const quality = page.locator("[data-part=quality]");
    await expect.poll(() => quality.count(), isDone).toBe(1);
    const [id] = JSON.parse(sage("models", "list", "--json")).models.map((each: { id: string }) => each.id);
    expect(await page.locator("[data-part=model]").inputValue()).toBe(id);
    const stored = JSON.parse(sage("models", "show", id, "--json"));
    const record = "validation" in stored ? stored : stored.record;
    expect(await quality.locator("tbody tr").count()).toBe(record.validation.folds.length + 1);
    expect(await page.locator("[data-part=drift] tbody tr").count()).toBe(
      Math.min(15, record.features.features.length),
    );
    expect(await page.locator("[data-part=importance] meter").count()).toBeGreaterThan(0);
    await expectAccessible(page, ".middle");
    await expectNoOverflow(page);
    await picture(page, "models-light");
    await page.locator("[data-part=drift]").scrollIntoViewIfNeeded();
    await picture(page, "models-below-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page, ".middle");
    await picture(page, "models-dark");
    expect(complaints).toEqual([]);
    await close();
  });

  test("a strategy that asks models is walked forward by the server", async () => {
    const { page, complaints, close } = await pages.open();
    await openFile(page, "model.sage");
    await show(page, "Walk-forward");
    await page.getByRole("button", { name: "Walk forward" }).click();
    await expect.poll(() => page.locator("[data-part=folds] tbody tr").count(), isDone).toBeGreaterThan(1);
    await page.locator("[data-part=walk-equity] canvas").first().waitFor();
    expect(complaints).toEqual([]);
    await close();
  });

  test("half an answer, and one of something else, are told in a sentence", async () => {
    const { page, close } = await pages.open();
    await openFile(page, "model.sage");
    const complaint = page.getByText("came only in part");
    const progress = '{"progress":{"done":1,"total":9,"part":null,"best":null}}';
    await show(page, "Walk-forward");
    for (const body of [`${progress}\n{"result":{"sch`, "<!doctype html>", `${progress}\n{"result":{}}`]) {
      await page.route("**/api/work", (route) => route.fulfill({ status: 200, body }));
      await page.getByRole("button", { name: "Walk forward" }).click();
      await complaint.first().waitFor();
      expect(await page.locator("[data-part=folds]").count()).toBe(0);
      await page.unroute("**/api/work");
    }
    await page.route("**/api/models?*", (route) => route.fulfill({ status: 200, body: '{"models":[{"i' }));
    await show(page, "Models");
    await complaint.first().waitFor();
    await close();
  });

  test("a search of the command line is opened, and one strategy of two is chosen", async () => {
    const result = JSON.parse(
      sage(
        "search",
        join(pages.folder, "two.sage"),
        "--strategy",
        "ema_cross",
        "--param",
        "fast=8..24:8",
        "--param",
        "slow=40..100:20",
        "--json",
      ),
    );
    const { page, complaints, close } = await pages.open();
    await openFile(page, "two.sage");
    await show(page, "Search");
    await page.locator("[data-part=stored-searches]").selectOption({ index: 1 });
    await page.locator("[data-part=heat]").waitFor();
    expect(await page.locator("[data-part=heat] [role=gridcell]").count()).toBe(12);
    const [fast] = await page
      .locator("[data-part=best] tbody tr")
      .first()
      .locator("td")
      .allTextContents()
      .then((cells) => cells.slice(1));
    expect(Number(fast)).toBe(result.best[0].parameters.fast);
    await page.locator("[data-part=strategy]").selectOption("second");
    await page.locator(".slider input[name=length]").waitFor();
    expect(await page.locator(".slider input[name=fast]").count()).toBe(0);
    await expect
      .poll(() => page.locator("[data-part=latency]").textContent(), isThere)
      .toContain("6,570 bars");
    expect(complaints).toEqual([]);
    await close();
  });

  test("runs are compared side by side", async () => {
    const { page, complaints, close } = await pages.open();
    await openFile(page, "two.sage");
    await page.locator(".slider input[name=fast]").waitFor();
    await show(page, "Compare");
    await page.locator("[data-part=view-compare] .card").first().waitFor();
    await page.getByRole("button", { name: "Keep this run" }).last().click();
    await page.locator(".slider input[name=fast]").focus();
    for (let k = 0; k < 6; k++) await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(600);
    await page.getByRole("button", { name: "Keep this run" }).last().click();
    const table = page.locator("[data-part=compare]");
    await expect.poll(() => table.locator("thead th").count(), isThere).toBe(3);
    const cells = await table
      .locator("tr", { has: page.locator("th", { hasText: /^fast$/ }) })
      .locator("td")
      .allTextContents();
    expect(cells.toSorted()).toEqual(["12", "18"]);
    await expectAccessible(page, ".middle");
    await expectNoOverflow(page);
    await picture(page, "compare-light");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page, ".middle");
    await picture(page, "compare-dark");
    await table.getByRole("button").last().click();
    await expect.poll(() => page.locator(".slider input[name=fast]").inputValue()).toBe(cells[1]);
    expect(complaints).toEqual([]);
    await close();
  });

  test("only files of the folder are worked on, and only by the page", async () => {
    const [address = "", token = ""] = pages.studio.address.split("/#");
    const entered = await fetch(`${address}/api/session`, {
      method: "POST",
      body: JSON.stringify({ token }),
    });
    const cookie = (entered.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const work = {
      kind: "train",
      path: "../outside.sage",
      data: null,
      strategy: "a",
      capital: 1,
      values: {},
      ranges: {},
      sampler: "grid",
      trials: 1,
      optimise: "sharpe",
      constraint: "",
    };
    const ask = (body: object, headers: Readonly<Record<string, string>> = { cookie }) =>
      fetch(`${address}/api/work`, { method: "POST", body: JSON.stringify(body), headers });
    expect((await ask(work, {})).status).toBe(403);
    expect((await ask(work)).status).toBe(403);
    expect((await ask({ ...work, path: "model.sage", data: "/etc/passwd" })).status).toBe(403);
    expect((await ask({ ...work, path: "model.sage", strategy: "a --out=/tmp/x" })).status).toBe(400);
    expect((await ask({ ...work, path: "model.sage", values: { "--out": 1 } })).status).toBe(400);
    expect((await ask({ ...work, kind: "shell" })).status).toBe(400);
  });

  function sage(...words: readonly string[]): string {
    return spawnSync(program.file, [...program.words, ...words], { encoding: "utf8", cwd: root }).stdout;
  }
});
