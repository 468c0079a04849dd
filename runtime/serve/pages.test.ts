import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { answerPage, listPages, pagePolicy } from "./pages.js";

const folder = mkdtempSync(join(tmpdir(), "sage-pages-"));
mkdirSync(join(folder, "assets"));
writeFileSync(join(folder, "desk.html"), "<title>desk</title>");
writeFileSync(join(folder, "assets", "desk-AB.js"), "plain");
writeFileSync(join(folder, "assets", "desk-AB.js.br"), "small");
const files = listPages("desk", folder);
const ask = (path: string, headers: Record<string, string> = {}): Response | null =>
  answerPage(files, new Request(`http://127.0.0.1${path}`, { headers }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a page is asked for anew each time, an asset never again", async () => {
  const page = ask("/");
  expect(await page?.text()).toBe("<title>desk</title>");
  expect(page?.headers.get("cache-control")).toBe("no-cache");
  expect(ask("/", { "if-none-match": page?.headers.get("etag") ?? "" })?.status).toBe(304);
  expect(ask("/assets/desk-AB.js")?.headers.get("cache-control")).toContain("immutable");
});

test("what is stored compressed is sent so to those who read it", async () => {
  const small = ask("/assets/desk-AB.js", { "accept-encoding": "gzip, br" });
  expect(small?.headers.get("content-encoding")).toBe("br");
  expect(await small?.text()).toBe("small");
  expect(await ask("/assets/desk-AB.js")?.text()).toBe("plain");
});

test("nothing outside is reached, and nothing may run but what the page brings", () => {
  for (const path of ["/assets/..%2fdesk.html", "/assets/../../x", "/desk.html", "/assets/desk-AB.js.br"])
    expect(ask(path)).toBeNull();
  expect(pagePolicy()).not.toContain("unsafe");
  expect(pagePolicy()).toContain("frame-ancestors 'none'");
});
