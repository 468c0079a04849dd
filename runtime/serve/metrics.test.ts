import { afterAll, beforeAll, expect, test } from "vitest";
import { story } from "../live/store/testing/steps.js";
import { makeStand, type Stand } from "./testing/stand.js";

let stand: Stand;
let alone: Stand;

beforeAll(async () => {
  stand = await makeStand();
  alone = await makeStand({ hasBus: false });
});

afterAll(async () => {
  await stand.end();
  await alone.end();
});

test("a desk's figures are there for Prometheus, counted from its events", async () => {
  const steps = story(stand.strategy.id);
  for (const step of steps) stand.bus.tell({ kind: "step", strategy: stand.strategy, step });
  const answer = await stand.get("/metrics");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
  const text = await answer.text();
  const trades = steps.reduce((sum, step) => sum + step.trades.length, 0);
  const counted = [...text.matchAll(/^nailsage_trades_total\{[^}]*\} (\d+)$/gm)].map(([, count]) =>
    Number(count),
  );
  expect(trades).toBeGreaterThan(0);
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(trades);
});

test("over a store alone there are none", async () => {
  expect((await alone.get("/metrics")).status).toBe(404);
});
