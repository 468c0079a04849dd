import type { JSX } from "preact";
import { State, Tile } from "../../interface/controls.js";
import { interval, money, percent, quantity, sense, signed, time } from "../../interface/format.js";
import { text } from "../../text.js";
import { Age } from "../age.js";
import { stopOf, strategies } from "../state.js";

/** All that is known of one strategy. Its name is the heading of the page. */
export function StrategyView({ id }: { readonly id: number }): JSX.Element | null {
  const strategy = strategies.value?.get(id);
  if (strategy === undefined) return null;
  const { market, equity, capital, unrealised } = strategy;
  const stop = stopOf(strategy);
  const profit = equity === null ? null : equity - capital;
  return (
    <>
      <p class="facts">
        <span>{`${market.exchange} ${market.symbol} ${market.type} ${interval(market.interval)}`}</span>
        <State health={stop !== null ? "warn" : strategy.isRunning ? "good" : "idle"}>
          {stop !== null ? text.stopped : strategy.isRunning ? text.running : text.resting}
        </State>
        {stop !== null && <span>{text.stoppedBy(stop.by, stop.reason)}</span>}
      </p>
      <dl class="tiles">
        <Tile label={text.equity} value={money(equity)} note={`${text.capital} ${money(capital)}`} />
        <Tile
          label={text.profit}
          value={signed(money(profit))}
          sense={sense(profit)}
          note={signed(percent(profit === null ? null : (100 * profit) / capital))}
        />
        <Tile label={text.unrealised} value={signed(money(unrealised))} sense={sense(unrealised)} />
        <Tile label={text.position} value={quantity(strategy.position)} />
        <div>
          <dt>{text.age}</dt>
          <dd>
            <Age open={strategy.lastBar} interval={market.interval} />
          </dd>
          <dd class="note">{time(strategy.lastBar)}</dd>
        </div>
      </dl>
    </>
  );
}
