import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { OpenedFolder } from "./folder.js";
import { serveStudio, type ServedStudio } from "./serve-studio.js";

let base = "";
let studio: ServedStudio;
let place = "";
let cookie = "";
let table = "";

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "sage-studio-"));
  for (const name of ["opened/sub", "opened-too", "page"]) mkdirSync(join(base, name), { recursive: true });
  writeFileSync(join(base, "opened/a.sage"), "sage 1\n");
  writeFileSync(join(base, "opened/notes.txt"), "private");
  writeFileSync(join(base, "opened-too/secret.sage"), "secret");
  symlinkSync(join(base, "opened-too/secret.sage"), join(base, "opened/link.sage"));
  symlinkSync(join(base, "opened-too"), join(base, "opened/linked"));
  const row = (k: number) => `${new Date(k * 3_600_000).toISOString()},10,12,9,${10 + k},5`;
  const rows = ["time,open,high,low,close,volume", ...Array.from({ length: 3 }, (_, k) => row(k))];
  table = `${rows.join("\n")}\n`;
  writeFileSync(join(base, "opened/bars.csv"), table);
  writeFileSync(join(base, "page/index.html"), '<meta name="style-nonce" content="__NONCE__" />');
  studio = await serveStudio({ folder: join(base, "opened"), page: join(base, "page"), port: 0 });
  const [address = "", token = ""] = studio.address.split("/#");
  place = address;
  const entered = await fetch(`${place}/api/session`, { method: "POST", body: JSON.stringify({ token }) });
  const set = entered.headers.get("set-cookie") ?? "";
  expect(set).toMatch(/; HttpOnly; SameSite=Strict$/);
  [cookie = ""] = set.split(";");
});

afterAll(async () => {
  await studio?.close();
  rmSync(base, { recursive: true, force: true });
});

const ask = (path: string, more: RequestInit = {}) =>
  fetch(`${place}/api/${path}`, { ...more, headers: { cookie, ...more.headers } });

const codeOf = async (answer: Response): Promise<unknown> => Reflect.get(Object(await answer.json()), "code");

/** As a rude client sends it: fetch would not. */
function raw(path: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const { port } = new URL(place);
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    asked.on("error", reject);
    asked.end();
  });
}

describe("who may come in", () => {
  test("nobody without the cookie, and nobody gets it without the token", async () => {
    expect((await fetch(`${place}/api/files`)).status).toBe(403);
    const wrong = await fetch(`${place}/api/session`, { method: "POST", body: '{"token":"guess"}' });
    expect([wrong.status, wrong.headers.get("set-cookie")]).toEqual([403, null]);
    expect((await ask("files")).status).toBe(200);
  });

  test("no page of another origin, no other name of this machine, no other site", async () => {
    const host = new URL(place).host;
    expect(await raw("/api/files", { host, cookie })).toBe(200);
    expect(await raw("/api/files", { host, cookie, origin: "https://evil.example" })).toBe(403);
    expect(await raw("/api/files", { host: "evil.example", cookie })).toBe(403);
    expect(await raw("/api/files", { host, cookie, "sec-fetch-site": "cross-site" })).toBe(403);
    expect(await raw("/", { host: "evil.example" })).toBe(403);
  });

  test("the page allows no script and no style but its own", async () => {
    const [one, other] = await Promise.all([fetch(place), fetch(place)]);
    const policy = one.headers.get("content-security-policy") ?? "";
    expect(policy).not.toContain("unsafe-inline");
    expect(policy).toContain("default-src 'none'");
    const [, nonce = ""] = /'nonce-([^']+)'/.exec(policy) ?? [];
    expect(await one.text()).toContain(`content="${nonce}"`);
    expect(other.headers.get("content-security-policy")).not.toBe(policy);
  });
});

describe("files", () => {
  test("strategies and data of the folder are listed, links and other files are not", async () => {
    expect(await (await ask("files")).json()).toMatchObject({
      files: [
        { path: "a.sage", kind: "strategy", bytes: 7 },
        { path: "bars.csv", kind: "data", bytes: Buffer.byteLength(table) },
      ],
    });
  });

  test.each([
    "../opened-too/secret.sage",
    "sub/../../opened-too/secret.sage",
    "link.sage",
    "linked/secret.sage",
    "/etc/passwd",
    "notes.txt",
    "..\\opened-too\\secret.sage",
    ".hidden.sage",
    "a.sage\0.txt",
    "",
  ])("%j is refused, to read and to write", async (path) => {
    const at = `file?path=${encodeURIComponent(path)}`;
    const read = await ask(at);
    expect([read.status, await codeOf(read)]).toEqual([403, "SAGE8615"]);
    const write = await ask(at, { method: "PUT", body: "x", headers: { "if-none-match": "*" } });
    expect(write.status).toBe(403);
  });

  test("of two tabs that save one file the second is told", async () => {
    const read = await ask("file?path=a.sage");
    const mark = read.headers.get("etag") ?? "";
    const save = (body: string, match: string) =>
      ask("file?path=a.sage", { method: "PUT", body, headers: { "if-match": match } });
    const first = await save("sage 1\n// one\n", mark);
    expect(first.status).toBe(200);
    const second = await save("sage 1\n// two\n", mark);
    expect([second.status, await codeOf(second)]).toEqual([412, "SAGE8617"]);
    expect(await (await ask("file?path=a.sage")).text()).toBe("sage 1\n// one\n");
    expect((await save("sage 1\n// two\n", first.headers.get("etag") ?? "")).status).toBe(200);
    expect((await ask("file?path=a.sage", { method: "PUT", body: "x" })).status).toBe(400);
    const again = await ask("file?path=a.sage", {
      method: "PUT",
      body: "x",
      headers: { "if-none-match": "*" },
    });
    expect(again.status).toBe(412);
  });

  test("a new file is made once, below the folder", async () => {
    const make = () =>
      ask("file?path=sub/new.sage", { method: "PUT", body: "sage 1\n", headers: { "if-none-match": "*" } });
    expect([(await make()).status, (await make()).status]).toEqual([200, 412]);
    expect((await ask("file?path=none.sage")).status).toBe(404);
  });

  test("bars come as doubles, column by column", async () => {
    const bytes = await (await ask("bars?path=bars.csv")).arrayBuffer();
    const length = new DataView(bytes).getUint32(0, true);
    const told = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length)));
    expect([told.bars, told.interval]).toEqual([3, 3_600_000]);
    const start = Math.ceil((4 + length) / 8) * 8;
    const values = Array.from(new Float64Array(bytes, start));
    expect(values.slice(0, 3)).toEqual([0, 3_600_000, 7_200_000]);
    expect(values.slice(12, 15)).toEqual([10, 11, 12]);
  });

  test("what is no folder is not opened", () => {
    expect(() => new OpenedFolder(join(base, "opened/a.sage"))).toThrow(/is no folder/);
  });
});

describe("what the page's long work asks", () => {
  test("trials are taken as numbers with plain names, and nowhere else than in the book", async () => {
    const hash = "0".repeat(64);
    const search = { id: "0123456789abcdef", sums: { count: 2, mean: 0.1, m2: 0.01 } };
    const send = (body: object) => ask("trials", { method: "POST", body: JSON.stringify(body) });
    for (const wrong of [
      { strategy: "../../outside", dataHash: hash, searches: [search] },
      { strategy: "mine", dataHash: "../x", searches: [search] },
      { strategy: "mine", dataHash: hash, searches: [{ ...search, sums: { ...search.sums, count: 0 } }] },
      { strategy: "mine", dataHash: hash, searches: [{ ...search, id: "../x" }] },
    ]) {
      const refused = await send(wrong);
      expect([refused.status, await codeOf(refused)]).toEqual([400, "SAGE8618"]);
    }
  });

  test("without the program there is no work", async () => {
    const refused = await ask("work", { method: "POST", body: "{}" });
    expect([refused.status, await codeOf(refused)]).toEqual([400, "SAGE8622"]);
  });
});
