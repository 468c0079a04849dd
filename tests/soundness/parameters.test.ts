import { createRandom } from "../../lang/fuzz.js";
import { backtest, RunError } from "../../runtime/index.js";
import { feedOf } from "../../runtime/testing/feed.js";
import { law } from "./law.js";
import { feedsOf, hour, marketOf } from "./markets.js";

const bars = 300;

law("every cell of the search space runs", 30, ({ graph, program, checked, seed }) => {
  const random = createRandom(seed);
  const feed = feedOf(marketOf("walk", bars, seed), hour);
  const feeds = feedsOf(program, graph, bars, seed);
  const ends = [() => 0, (count: number) => count - 1, (count: number) => random(count)];
  for (let cell = 0; cell < 6; cell++) {
    const place = ends[cell] ?? ((count: number) => random(count));
    const parameters = Object.fromEntries(
      checked.parameters.map(({ name, low, step, count }) => [name, low + step * place(count)]),
    );
    try {
      backtest(graph, feed, { parameters, feeds });
    } catch (error) {
      if (error instanceof RunError && error.code === "SAGE8004") continue;
      // Cells that a requirement leaves out are no part of the space.
      if (error instanceof RunError && error.code === "SAGE8205") continue;
      throw new Error(`${JSON.stringify(parameters)}: ${String(error)}`, { cause: error });
    }
  }
});
