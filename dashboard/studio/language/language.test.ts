import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Locator, Page } from "playwright-core";
import { browserPath } from "../../testing/browser.js";
import { isThere, openStudioPages, type StudioPages } from "../testing/studio-pages.js";

const strategy = `sage 1

use "./shared.sage" as shared

strategy cross {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param fast = 12 bars in 5..40
  param slow = 48 bars in 20..120

  let quick = ema(close, fast)
  let calm  = shared.calm(close, slow)

  enter long when quick crosses above calm
  exit  long when quick crosses below calm

  size 25% of equity
  costs { fee: 0.04% }
}
`;

const shared = `sage 1

fn calm(x: series, length: bars) = ema(x, length)
`;

describe.skipIf(browserPath === undefined)(
  "the editor over the studio's language server",
  { retry: 2 },
  () => {
    let pages: StudioPages;

    beforeAll(async () => {
      pages = await openStudioPages({ "a.sage": strategy, "shared.sage": shared });
    });
    afterAll(() => pages?.close());

    /** Places the cursor behind the first `text`, as a press of the mouse does. */
    const cursorIn = async (page: Page, text: string, offset = text.length): Promise<void> => {
      await page.locator(".cm-content").focus();
      await page.evaluate(`(() => {
      const line = [...document.querySelectorAll(".cm-line")].find((each) => each.textContent.includes(${JSON.stringify(text)}));
      let rest = line.textContent.indexOf(${JSON.stringify(text)}) + ${offset};
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (rest <= node.data.length) { getSelection().collapse(node, rest); return; }
        rest -= node.data.length;
      }
    })()`);
      await page.waitForTimeout(100);
    };

    /** Rests the pointer over a word until a card is there. */
    const hover = async (page: Page, part: Locator, card: string): Promise<string> => {
      await expect
        .poll(async () => {
          await page.mouse.move(1, 1);
          const box = await part.boundingBox();
          await page.mouse.move((box?.x ?? 0) + 8, (box?.y ?? 0) + (box?.height ?? 0) / 2, { steps: 4 });
          await page.waitForTimeout(800);
          return page.locator(card).count();
        }, isThere)
        .toBeGreaterThan(0);
      return (await page.locator(card).first().textContent()) ?? "";
    };

    const textOf = (page: Page): Promise<string> =>
      page
        .locator(".cm-line")
        .allTextContents()
        .then((lines) => lines.join("\n"));

    test("it speaks through a WebSocket, marks a mistake and mends it", async () => {
      const { page, complaints, close } = await pages.open();
      const opened: string[] = [];
      page.on("websocket", (socket) => opened.push(socket.url()));
      await page.reload();
      await page.locator(".cm-content").waitFor();
      await expect.poll(() => opened, isThere).toEqual([expect.stringMatching(/^ws:.*\/api\/language$/)]);
      expect(page.workers().some((each) => each.url().endsWith("language.js"))).toBe(false);
      // The other file is found on the disk of the server.
      await page.waitForTimeout(500);
      expect(await page.locator(".cm-lintRange-error").count()).toBe(0);
      await cursorIn(page, "ema(close, fas");
      await page.keyboard.press("Delete");
      await page.keyboard.insertText("x");
      await page.locator(".cm-lintRange-error").waitFor();
      expect(await hover(page, page.locator(".cm-lintRange-error").first(), ".cm-tooltip-lint")).toContain(
        "fasx",
      );
      await page.locator(".cm-diagnosticAction").first().click();
      await expect.poll(() => textOf(page), isThere).toContain("ema(close, fast)");
      await expect.poll(() => page.locator(".cm-lintRange-error").count(), isThere).toBe(0);
      expect(complaints).toEqual([]);
      await close();
    });

    test("half a message, either way, costs no text: the way is made anew, and mistakes are marked again", async () => {
      const { page, complaints, close } = await pages.open();
      let answers = 0;
      let ways = 0;
      await page.routeWebSocket(/api\/language$/, (socket) => {
        ways++;
        const server = socket.connectToServer();
        socket.onMessage((message) => {
          // A request that came in half is no message at all.
          if (ways === 1 && answers === 1) server.send('{"jsonrpc":"2.0","id":7,"meth');
          server.send(message);
        });
        server.onMessage((message) => {
          answers++;
          const isTorn = ways === 1 && answers > 3;
          socket.send(isTorn ? message.slice(0, message.length / 2) : message);
        });
      });
      await page.reload();
      await page.locator(".cm-content").waitFor();
      await cursorIn(page, "ema(close, fas");
      await page.keyboard.press("Delete");
      await page.keyboard.insertText("x");
      await page.locator(".cm-lintRange-error").waitFor();
      expect(await textOf(page)).toContain("ema(close, fasx)");
      expect(ways).toBe(2);
      expect(complaints).toEqual([]);
      await close();
    });

    test("a name says what it is, and names are completed", async () => {
      const { page, complaints, close } = await pages.open();
      const name = page
        .locator(".cm-line", { hasText: "let quick" })
        .locator("span", { hasText: "ema" })
        .first();
      expect(await hover(page, name, ".cm-lsp-hover-tooltip")).toMatch(/exponential/i);
      await page.mouse.move(5, 5);
      await cursorIn(page, "ema(close, fast)");
      await page.keyboard.type(" + qui");
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-tooltip-autocomplete").waitFor();
      await cursorIn(page, "enter long when quick");
      await page.keyboard.press("Escape");
      await page.keyboard.type(" > bollin");
      await page.locator(".cm-tooltip-autocomplete li", { hasText: "bollinger" }).first().waitFor();
      expect(complaints).toEqual([]);
      await close();
    });

    test("a definition is gone to, in this file and in another one", async () => {
      const { page, complaints, close } = await pages.open();
      await cursorIn(page, "when quick", 7);
      await page.keyboard.press("F12");
      await expect
        .poll(
          () => page.evaluate("getSelection().anchorNode.parentElement.closest('.cm-line').textContent"),
          isThere,
        )
        .toContain("let quick");
      await cursorIn(page, "shared.calm", 9);
      await page.keyboard.press("F12");
      await expect.poll(() => textOf(page), isThere).toContain("fn calm(");
      await expect
        .poll(() => page.locator("header select").first().inputValue(), isThere)
        .toBe("shared.sage");
      expect(complaints).toEqual([]);
      await close();
    });

    test("a name is changed everywhere at once", async () => {
      const { page, complaints, close } = await pages.open();
      await cursorIn(page, "let quick", 6);
      await page.keyboard.press("F2");
      const panel = page.locator(".cm-lsp-rename-panel, .cm-panel input").first();
      await panel.waitFor();
      await page.keyboard.press("Control+a");
      await page.keyboard.type("swift");
      await page.keyboard.press("Enter");
      await expect
        .poll(() => textOf(page), isThere)
        .toMatch(/let swift[^]*when swift crosses above[^]*when swift crosses below/);
      expect(await textOf(page)).not.toContain("quick");
      expect(complaints).toEqual([]);
      await close();
    });

    test("a way that broke is opened again, and the server knows the text as it stands", async () => {
      const { page, complaints, close } = await pages.open();
      const ways: { close(): Promise<void> }[] = [];
      await page.routeWebSocket(/api\/language/, (way) => {
        way.connectToServer();
        ways.push(way);
      });
      await page.reload();
      await expect.poll(() => ways.length, isThere).toBe(1);
      await page.waitForTimeout(300);
      await ways[0]?.close();
      await cursorIn(page, "ema(close, fas");
      await page.keyboard.press("Delete");
      await page.keyboard.insertText("x");
      await expect.poll(() => ways.length, isThere).toBe(2);
      await page.locator(".cm-lintRange-error").waitFor();
      expect(complaints).toEqual([]);
      await close();
    });

    test("nobody but the page opens the way", async () => {
      const { WebSocket } = await import("ws");
      const address = pages.studio.address.replace("http:", "ws:").replace(/\/#.*/, "/api/language");
      const origin = pages.studio.address.replace(/\/#.*/, "");
      const refused = (headers: Readonly<Record<string, string>>) =>
        new Promise<string>((resolve) => {
          const socket = new WebSocket(address, { headers });
          socket.on("error", (error) => resolve(error.message));
          socket.on("open", () => resolve("open"));
        });
      expect(await refused({})).toContain("403");
      expect(await refused({ origin })).toContain("403");
      expect(await refused({ origin: "https://evil.example" })).toContain("403");
      expect(await refused({ origin, cookie: "sage_studio=guess" })).toContain("403");
    });
  },
);
