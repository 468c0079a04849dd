import { createRandom } from "../../lang/fuzz.js";
import { compute, difference } from "./compute.js";
import { law } from "./law.js";
import { feedsOf, marketOf, tempers } from "./markets.js";

const bars = 260;

law(
  "however bars are cut and runs are interrupted, values, accounts and states are the same bits",
  40,
  (accepted) => {
    const { graph, program, seed } = accepted;
    const random = createRandom(seed);
    const market = marketOf(tempers[random(tempers.length)] ?? "walk", bars, seed);
    const feeds = (piece: number) => () => feedsOf(program, graph, bars, seed, piece);
    const whole = compute(graph, market, feeds(1000), { lengths: [bars] });
    const ways = [
      { lengths: [1] },
      { lengths: Array.from({ length: 9 }, () => 1 + random(60)) },
      { lengths: [1 + random(40)], restartAt: 1 + random(bars - 2) },
      { lengths: [1], restartAt: 1 + random(bars - 2) },
    ];
    for (const way of ways) {
      const found = difference(whole, compute(graph, market, feeds(1 + random(50)), way), graph);
      if (found !== undefined) throw new Error(`${JSON.stringify(way)}: ${found}`);
    }
  },
);
