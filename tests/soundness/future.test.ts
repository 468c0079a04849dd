import { expect } from "vitest";
import { proveNoLeakage } from "../../runtime/leakage/index.js";
import { feedOf } from "../../runtime/testing/feed.js";
import { law } from "./law.js";
import { feedsOf, hour, marketOf } from "./markets.js";

const bars = 260;

law("another future moves no value and no decision", 40, ({ graph, program, seed }) => {
  const market = feedOf(marketOf(seed % 2 === 0 ? "walk" : "gaps", bars, seed), hour);
  if (graph.warmup.first >= bars) return;
  const feeds = feedsOf(program, graph, bars, seed);
  const { leaks } = proveNoLeakage(graph, market, { rounds: 4, bars, seed, feeds });
  expect(leaks).toEqual([]);
});
