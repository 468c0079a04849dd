import { expect, test } from "vitest";
import { minute, stepOf } from "../runtime/live/watch/testing/events.js";
import { openLiveView } from "./live-view.js";

const now = 10 * minute;

function screenOf(columns = 160, rows = 24) {
  let text = "";
  return { columns, rows, write: (part: string) => (text += part), take: () => [text, (text = "")][0] ?? "" };
}

test("a strategy has one line, which changes in place", () => {
  const screen = screenOf();
  const view = openLiveView(screen, { now: () => now });
  view.draw();
  expect(screen.take()).toBe("waiting for bars …");
  view.tell(stepOf(8, { account: { equity: 10_000, cash: 10_000, position: 0 } }));
  const signal = { bar: 9, time: 0, action: "enter", side: "long", rule: 0 } as const;
  view.tell(
    stepOf(9, {
      account: { equity: 10_025.5, cash: 0, position: 2 },
      signals: [{ ...signal, outcome: "order", reason: "fast over slow" }],
    }),
  );
  view.draw();
  const first = screen.take();
  expect(first.startsWith("\r\u001b[J")).toBe(true);
  expect(first.split("\n")).toHaveLength(2);
  expect(first.split("\n")[1]).toMatch(
    /^cross +binance BTC\/USDT spot 1m +0 s +2 +10025\.50 +\+25\.50 +enter long: fast over slow$/,
  );
  view.draw();
  // Up from the last of two lines.
  expect(screen.take().startsWith("\r\u001b[1A\u001b[J")).toBe(true);
  view.close();
});

test("what is said stands above the table, whole, and the table is drawn anew", () => {
  const screen = screenOf(40);
  const view = openLiveView(screen, { now: () => now });
  view.draw();
  screen.take();
  const long = "note: a sentence that is longer than the screen is wide, to its end.";
  view.say(long);
  view.draw();
  expect(screen.take()).toBe(`\r\u001b[J${long}\nwaiting for bars …`);
  view.close();
});

test("a new day begins with the equity of the last bar of the day before", () => {
  const screen = screenOf();
  const view = openLiveView(screen, { now: () => now });
  const at = (number: number, equity: number) =>
    view.tell(stepOf(number, { account: { equity, cash: equity, position: 0 } }));
  at(1438, 100);
  at(1439, 110);
  at(1440, 115);
  view.close();
  expect(screen.take()).toMatch(/115\.00 +\+5\.00/);
});

test("what happens scrolls by above; lines never wrap, nor does the block leave the screen", () => {
  const screen = screenOf(40, 6);
  const view = openLiveView(screen, { now: () => now });
  for (let id = 1; id <= 9; id++) {
    const step = stepOf(9);
    view.tell({ ...step, strategy: { ...step.strategy, id, name: `strategy_${id}` } });
  }
  view.tell({ kind: "switch", name: "all", isStopped: true, closes: false, by: "me", reason: "" });
  view.draw();
  const lines = screen.take().split("\n");
  expect(lines[0]).toContain("stopped by me");
  expect(lines).toHaveLength(1 + 4);
  expect(lines.every((line) => line.length <= 40)).toBe(true);
  expect(lines.at(-1)).toBe("… 8 more");
  expect(lines[1]).toBe("STOPPED: nothing is entered");
  view.close();
});
