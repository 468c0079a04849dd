import { spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { extname, join, resolve } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenCodes, brokenStrategy, mendedStrategy, renaming } from "../testing/session.js";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, "dist/editor/browser");
const candidates = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executable = candidates.find((path) => path !== "" && existsSync(path));
/** A folder for pictures, for who wants to look at them. */
const pictures = process.env["SAGE_PICTURES"];

/** The editor waits for a pause in typing before it tells the server. */
const eventually = <Value>(value: () => Promise<Value>) => expect.poll(value, { timeout: 15_000 });

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
};

function serveFolder(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://loopback");
    const path = join(folder, pathname === "/" ? "index.html" : pathname);
    if (!existsSync(path)) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(path)] ?? "text/plain" });
    createReadStream(path).pipe(response);
  });
  return new Promise((done) => server.listen(0, "127.0.0.1", () => done(server)));
}

/** Needs a browser: skipped, visibly, where there is none (`CHROMIUM` names one elsewhere). */
describe.skipIf(executable === undefined)("the editor in a browser", () => {
  let browser: Browser;
  let server: Server;
  let address = "";

  beforeAll(async () => {
    const { status, stderr } = spawnSync(process.execPath, [join(root, "editor/package.mjs")], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    server = await serveFolder();
    const place = server.address();
    address = `http://127.0.0.1:${typeof place === "object" && place !== null ? place.port : 0}`;
    browser = await chromium.launch({
      executablePath: executable ?? "",
      args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await new Promise((done) => server?.close(done));
  });

  async function open(text: string, colorScheme: "light" | "dark" = "light") {
    const page = await browser.newPage({ viewport: { width: 900, height: 620 }, colorScheme });
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("favicon")) complaints.push(message.text());
    });
    await page.goto(`${address}/?text=${encodeURIComponent(text)}`);
    await page.waitForSelector(".cm-content");
    return { page, complaints };
  }

  /** The text as the editor holds it, line breaks and all. */
  const textOf = async (page: Page): Promise<string> => {
    const lines = await page.locator(".cm-line").allTextContents();
    return lines.join("\n");
  };

  async function picture(page: Page, name: string): Promise<void> {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`) });
  }

  /** Where a word of a line stands on the screen. */
  const placeOf = (page: Page, line: string, word: string): Promise<{ x: number; y: number }> =>
    page.evaluate(`(() => {
      const [line, word] = ${JSON.stringify([line, word])};
      const shown = [...document.querySelectorAll(".cm-line")].find((each) => each.textContent.includes(line));
      const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(word);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + word.length);
        const box = range.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
      }
    })()`);

  /** Moves the pointer over a word and waits for what appears. */
  async function hover(page: Page, line: string, word: string, card: string): Promise<string> {
    await expect
      .poll(
        async () => {
          await page.mouse.move(1, 1);
          const { x, y } = await placeOf(page, line, word);
          await page.mouse.move(x, y, { steps: 3 });
          await page.waitForTimeout(700);
          return page.locator(card).count();
        },
        { timeout: 15_000 },
      )
      .toBe(1);
    return (await page.locator(card).textContent()) ?? "";
  }

  const mistakes = (page: Page) => page.locator(".cm-lintRange-error, .cm-lintPoint-error").count();

  test("opened broken, mended by its fixes, renamed and laid out, a file is the one written by hand", async () => {
    const { page, complaints } = await open(brokenStrategy);
    await eventually(() => mistakes(page)).toBe(2);
    await picture(page, "errors");
    const [unknownName = "", missingColon = ""] = brokenCodes;
    expect(await hover(page, "quik", "quik", ".cm-tooltip-lint")).toContain(unknownName);
    await picture(page, "fix");
    await page.locator(".cm-diagnosticAction").first().click();
    await eventually(() => mistakes(page)).toBe(1);
    // A place between two characters: the list of problems leads there by keyboard.
    await page.locator(".cm-content").focus();
    await page.keyboard.press("Control+Shift+KeyM");
    const list = page.locator(".cm-panel-lint");
    await list.waitFor();
    expect(await list.textContent()).toContain(missingColon);
    await list.locator(".cm-diagnosticAction").first().click();
    await eventually(() => mistakes(page)).toBe(0);
    await page.keyboard.press("Escape");
    const { x, y } = await placeOf(page, `let ${renaming.from}`, renaming.from);
    await page.mouse.click(x, y);
    await page.keyboard.press("F2");
    const dialog = page.locator(".cm-panel input");
    await dialog.waitFor();
    await dialog.fill(renaming.to);
    await dialog.press("Enter");
    await eventually(async () => (await textOf(page)).split(renaming.to).length).toBe(4);
    await page.keyboard.press("Shift+Alt+f");
    await eventually(() => textOf(page)).toBe(mendedStrategy);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("a card over a name says what the compiler knows of it", async () => {
    const { page, complaints } = await open(mendedStrategy);
    const card = await hover(page, "enter long", "calm", ".cm-lsp-hover-tooltip");
    await picture(page, "hover");
    expect(card).toContain("price");
    // The seed of an average of 48 bars is forgotten to a millionth after 2/(48+1) has worked for so many bars.
    const settled = 47 + Math.ceil(Math.log(1e-6) / Math.log(1 - 2 / 49));
    expect(card.replace(/[^\d]+/g, " ")).toContain(` ${settled} `);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test("behind a stop, prices come first", async () => {
    const unfinished = mendedStrategy.replace(
      "crosses above calm\n",
      "crosses above calm {\n    stop entry - \n  }\n",
    );
    const { page } = await open(unfinished, "dark");
    await page.locator(".cm-line", { hasText: "stop entry -" }).click();
    await page.keyboard.press("End");
    await page.keyboard.press("Control+Space");
    await page.locator(".cm-tooltip-autocomplete li").first().waitFor();
    await picture(page, "completion-dark");
    const [first = ""] = await page.locator(".cm-tooltip-autocomplete li").allTextContents();
    expect(first).toMatch(/fast_average|calm|atr|close|high|low|open/);
    await page.close();
  });

  test("nothing in a document comment runs in a hover card", async () => {
    const text = mendedStrategy.replace(
      "/// Follow the trend.",
      '/// <img src=x onerror="window.stolen = 1"> <b>bold</b>',
    );
    const { page } = await open(text);
    expect(await hover(page, "strategy trend", "trend", ".cm-lsp-hover-tooltip")).toContain("bold");
    expect(await page.locator(".cm-lsp-hover-tooltip img").count()).toBe(0);
    expect(await page.evaluate("window.stolen")).toBeUndefined();
    await page.close();
  });
});
