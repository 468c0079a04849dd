import type { Clock } from "../../live/clock.js";
import type { EventBus } from "../../live/events.js";
import { marketKey } from "../../live/market.js";
import type { OpenPosition, StrategyRecord } from "../../live/store/live-store.js";
import { newsOfCandle, newsOfDesk, newsOfPosition, newsOfStep, type News, type SeenStep } from "./news.js";

interface Account {
  readonly capital: number;
  readonly equity: number;
  readonly unrealised: number;
  readonly held: OpenPosition | null;
  /** What the last step said; null where it was done before anybody listened. */
  readonly last: { readonly number: number; readonly time: number; readonly position: number } | null;
}

/** Turns steps into news: what positions were before, which candles were told, what all of it adds up to. */
export class StepTeller {
  readonly #accounts = new Map<number, Account>();
  /** Who has stepped since the whole desk was told of last. */
  readonly #stepped = new Set<number>();
  readonly #candles = new Map<string, number>();
  readonly #tell: (news: News) => void;

  constructor(tell: (news: News) => void) {
    this.#tell = tell;
  }

  /** What a strategy holds, where that is known already and nothing is to be told of it. */
  begin(
    { id, capital }: Pick<StrategyRecord, "id" | "capital">,
    equity: number,
    held: OpenPosition | null,
    last: Account["last"] = null,
  ): void {
    this.#accounts.set(id, { capital, equity, unrealised: held?.unrealised ?? 0, held, last });
  }

  heldBy(strategy: number): OpenPosition | null {
    return this.#accounts.get(strategy)?.held ?? null;
  }

  step(who: StrategyRecord, step: SeenStep, held: OpenPosition | null): void {
    const market = marketKey(who.market);
    if ((this.#candles.get(market) ?? Number.NEGATIVE_INFINITY) < step.bar.time) {
      this.#candles.set(market, step.bar.time);
      this.#tell(newsOfCandle(who, step.bar, true));
    }
    const before = this.#accounts.get(who.id)?.held ?? null;
    for (const news of newsOfStep(who, step)) this.#tell(news);
    for (const news of newsOfPosition(who, before, held, step)) this.#tell(news);
    const { equity, position } = step.account;
    this.begin(who, equity, held, { number: step.number, time: step.bar.time, position });
    this.#stepped.add(who.id);
  }

  /** The whole desk as it is now, and each strategy that has stepped since this was told last. */
  portfolio(timestamp: number): void {
    const strategies = [...this.#stepped].flatMap((id) => this.#accountView(id));
    this.#stepped.clear();
    const accounts = [...this.#accounts.values()];
    const sum = (value: (account: Account) => number) =>
      accounts.reduce((total, account) => total + value(account), 0);
    const [capital, equity] = [sum((one) => one.capital), sum((one) => one.equity)];
    const unrealised = sum((one) => one.unrealised);
    this.#tell({
      type: "portfolio.update",
      channel: "portfolio",
      timestamp,
      strategy: null,
      market: null,
      data: {
        total_equity: equity,
        total_pnl: equity - capital,
        total_pnl_pct: capital === 0 ? null : (100 * (equity - capital)) / capital,
        realized_pnl: equity - capital - unrealised,
        unrealized_pnl: unrealised,
        open_positions: accounts.filter(({ held }) => held !== null).length,
        active_strategies: accounts.length,
        strategies,
      },
    });
  }

  #accountView(id: number): readonly Readonly<Record<string, number>>[] {
    const account = this.#accounts.get(id);
    if (account === undefined || account.last === null) return [];
    const { equity, unrealised, last } = account;
    return [
      {
        strategy_id: id,
        equity,
        unrealized_pnl: unrealised,
        position: last.position,
        last_bar: last.time,
        bars: last.number + 1,
      },
    ];
  }
}

/** How long steps are gathered before the whole desk is told of, in milliseconds. */
const portfolioPause = 250;

/** News of a desk in this process. Its listener only writes down what happened. Returns what ends it. */
export function tellDeskNews(bus: EventBus, clock: Clock, tell: (news: News) => void): () => void {
  const teller = new StepTeller(tell);
  let timer: NodeJS.Timeout | undefined;
  const end = bus.listen((event) => {
    if (event.kind !== "step") {
      const news = newsOfDesk(event, clock.now());
      if (news !== null) tell(news);
      return;
    }
    const { strategy, step } = event;
    if (step.mode === "warmup") return teller.begin(strategy, step.account.equity, step.openPosition);
    teller.step(strategy, step, step.openPosition);
    timer ??= setTimeout(() => {
      timer = undefined;
      teller.portfolio(clock.now());
    }, portfolioPause);
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}
