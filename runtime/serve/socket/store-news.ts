import type { Clock } from "../../live/clock.js";
import {
  readEvents,
  readLedger,
  readPositions,
  readSteps,
  readStrategyList,
  type StoredPosition,
  type StoredStrategy,
} from "../../live/store/read/index.js";
import type { SqlStore } from "../../live/store/sql-store.js";
import { StepTeller } from "./desk-news.js";
import { newsOfDesk, type News } from "./news.js";

/** Steps of a strategy that are told at once; more than that a client reads from the store. */
const mostSteps = 500;

/**
 * News of a store that another process writes, from now on; looks at it again and again. A store that is away is asked
 * again at the next look, and nothing is left out. Returns what ends it.
 */
export function tellStoreNews(
  store: SqlStore,
  clock: Clock,
  pause: number,
  tell: (news: News) => void,
): () => void {
  const teller = new StepTeller(tell);
  const told = new Map<number, number>();
  let lastEvent: number | null = null;
  let isFirst = true;
  const look = async (): Promise<void> => {
    let isNew = false;
    for (const strategy of await readStrategyList(store.database, { isActive: true })) {
      const number = strategy.standing?.number ?? -1;
      const known = told.get(strategy.id);
      if (known === number) continue;
      if (known === undefined && isFirst) await beginStrategy(store, teller, strategy);
      else {
        await tellSteps(store, teller, strategy, Math.max(known ?? -1, number - mostSteps) + 1, number);
        isNew = true;
      }
      told.set(strategy.id, number);
    }
    if (isNew) teller.portfolio(clock.now());
    const events = await readEvents(store.database, {}, { limit: 100 });
    for (const note of events.rows.toReversed())
      if (lastEvent !== null && note.id > lastEvent) {
        const news = newsOfDesk({ kind: "note", note }, clock.now());
        if (news !== null) tell(news);
      }
    lastEvent = Math.max(lastEvent ?? 0, ...events.rows.map(({ id }) => id));
    isFirst = false;
  };
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const goOn = (): void => {
    void look()
      .catch(() => undefined)
      .finally(() => {
        if (!isOver) timer = setTimeout(goOn, pause);
      });
  };
  goOn();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

async function heldBy(store: SqlStore, strategy: number): Promise<StoredPosition | null> {
  const { rows } = await readPositions(store.database, { strategy, status: "open" }, { limit: 1 });
  return rows[0] ?? null;
}

async function beginStrategy(store: SqlStore, teller: StepTeller, strategy: StoredStrategy): Promise<void> {
  const equity = strategy.standing?.equity ?? strategy.capital;
  teller.begin(strategy, equity, await heldBy(store, strategy.id));
}

async function tellSteps(
  store: SqlStore,
  teller: StepTeller,
  strategy: StoredStrategy,
  from: number,
  last: number,
): Promise<void> {
  const range = { from, to: last + 1 };
  const steps = await readSteps(store.database, strategy.id, range);
  const ledger = await readLedger(store.database, strategy.id, range);
  const held = await heldBy(store, strategy.id);
  for (const { bar, number, account, mode } of steps) {
    if (mode === "warmup") continue;
    // Between the looks the store does not tell what was held; only what is now.
    const isLast = number === last;
    const own = <Row extends { readonly bar: number }>(rows: readonly Row[]) =>
      rows.filter((row) => row.bar === number);
    const trades = ledger.trades.filter(({ exitBar }) => exitBar === number);
    const alerts = own(ledger.alerts);
    const seen = {
      number,
      bar,
      account,
      trades,
      alerts,
      orders: own(ledger.orders),
      signals: own(ledger.signals),
    };
    teller.step(strategy, seen, isLast ? held : teller.heldBy(strategy.id));
  }
}
