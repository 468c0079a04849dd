import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backtest } from "../runtime/index.js";
import type { Trade } from "../runtime/record.js";
import { feedOf } from "../runtime/testing/feed.js";
import { peerCases, readPeerCase, type PeerRun } from "../runtime/testing/peer-cases.js";
import { candles, listed, type Listed } from "../runtime/testing/pine.js";
import { hour, marketCases, outline, restingCases, type PineCase } from "../runtime/testing/pine-cases.js";
import { root } from "./sage.js";
import { describeShared } from "./shared.js";

/** Counts of a comparison, as the page shows them. */
interface Compared {
  readonly title: string;
  readonly peer: string;
  readonly theirs: number;
  readonly ours: number;
  readonly same: number;
}

const page = join(root, "docs/differential.md");

/** How many lines are in both lists, each as often as in the one that has fewer. */
function common(ours: readonly string[], theirs: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of theirs) left.set(line, (left.get(line) ?? 0) + 1);
  return ours.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count > 0;
  }).length;
}

function againstPine(each: PineCase): Compared {
  const bars = candles(each.prices);
  const options = { capital: each.capital, endOfData: "mark" } as const;
  const { trades } = backtest(each.graph(bars), feedOf(bars, hour), options);
  const theirs: readonly Listed[] = listed(each.list).slice(0, each.closed);
  return {
    title: each.title,
    peer: "TradingView",
    theirs: theirs.length,
    ours: trades.length,
    same: common(trades.map(outline), theirs.map(outline)),
  };
}

const line = (side: string, size: number, bars: readonly number[], prices: readonly number[]): string =>
  [side, size, ...bars, ...prices.map((price) => price.toPrecision(12))].join(" ");

const ourLine = ({ side, quantity, entryBar, exitBar, entryPrice, exitPrice }: Trade): string =>
  line(side, quantity, [entryBar, exitBar], [entryPrice, exitPrice]);

const peerLine = (trade: PeerRun["trades"][number]): string =>
  line(trade.side, trade.size, [trade.entry_bar, trade.exit_bar], [trade.entry_price, trade.exit_price]);

async function againstPeers(): Promise<readonly Compared[]> {
  const rows: Compared[] = [];
  for (const { file, title, capital, graph } of peerCases) {
    const { bars, interval, runs } = await readPeerCase(file);
    for (const [peer, run] of Object.entries(runs)) {
      const options = { capital, endOfData: "mark" } as const;
      const { trades } = backtest(graph(interval, peer), feedOf(bars, interval), options);
      // A position that is open at the end is no trade of ours.
      const closed = run.trades.slice(0, trades.length);
      const same = common(trades.map(ourLine), closed.map(peerLine));
      rows.push({ title, peer, theirs: closed.length, ours: trades.length, same });
    }
  }
  return rows;
}

const table = (rows: readonly Compared[]): string =>
  [
    "| strategy and data | against | their closed trades | ours | the same, price by price |",
    "| --- | --- | ---: | ---: | ---: |",
    ...rows.map((row) => `| ${row.title} | ${row.peer} | ${row.theirs} | ${row.ours} | ${row.same} |`),
  ].join("\n");

const text = (
  exact: readonly Compared[],
  resting: readonly Compared[],
): string => `# The same trades as other programs

The strategies below ran in other programs on the same candles; their lists of trades and accounts come from those
programs. A trade is the same when side, units, bars and both prices are. The tests make these comparisons, and this
page, anew (\`runtime/modes/reference.test.ts\`, \`tradingview.test.ts\`, \`pine-orders.test.ts\`, \`tests/differential.test.ts\`).

## Market orders and brackets: no difference that is not a convention

${table(exact)}

Profit of each trade is the same to 1e−9 of the capital, and so is the account on every bar but the last. What is left:

- **The last open position.** backtesting.py closes it at the open of the last bar, vectorbt values it at the last close
  without a fee (\`--end mark\` does the same), TradingView lists it as a trade of its own. It is left out on both sides.
- **A bracket's first bar.** backtesting.py sets the levels of a bracket from the close of the signal and lets them act
  on the bar of the fill; levels from the fill, in it and in vectorbt, act from the bar after (\`fills { protect: next }\`).
- **Stop and target in one bar.** All three let the stop count, as our \`pessimistic\` path does.
- **Two trades of the futures list.** On 2026-04-16 at 13:00 both averages are equal in exact arithmetic: the cross
  counts on that bar there, and one bar later here. Neither is wrong.

## Entries that rest: three rules that differ on purpose

${table(resting)}

A second program of a hundred lines with TradingView's rules gives both of its lists, price by price; with these three
rules turned it gives both of ours, price by price. So nothing else differs:

1. **When a position turns round.** There the opposite order closes the position where it fills, and until then the
   position stays. Here a signal to the other side leaves at the next open, and the new entry rests alone: who has
   changed his mind does not wait for a better price to get out.
2. **How many orders rest.** There one for each name in the script, long and short beside each other, and an order that
   was placed without a position only closes the one it later meets. Here one entry rests at a time, and a newer signal
   takes its place.
3. **How a level becomes a tick.** There to the tick that is harder to reach, here to the nearest: at most half a tick.
`;

describeShared("docs/differential.md", () => {
  test("says what the comparisons give", async () => {
    const exact = [...(await againstPeers()), ...marketCases.map(againstPine)];
    for (const row of exact.filter(({ title }) => !title.startsWith("crude oil")))
      expect(row.same).toBe(row.theirs);
    const written = text(exact, restingCases.map(againstPine));
    if (process.env["UPDATE_DOCS"] !== undefined) writeFileSync(page, written);
    expect(readFileSync(page, "utf8")).toBe(written);
  });
});
