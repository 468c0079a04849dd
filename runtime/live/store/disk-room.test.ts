import { expect, test } from "vitest";
import { hasRoom } from "./disk-room.js";

test("a disk with less than 1 MiB left has no room, and one that says nothing has", async () => {
  const left = (blocks: number) => () => Promise.resolve({ bavail: blocks, bsize: 4096 });
  expect(await hasRoom("/ledgers/live.db", left(255))).toBe(false);
  expect(await hasRoom("/ledgers/live.db", left(256))).toBe(true);
  expect(await hasRoom("/ledgers/live.db", () => Promise.reject(new Error("no such call")))).toBe(true);
});
