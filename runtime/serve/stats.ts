import { z } from "@hono/zod-openapi";
import type { StoredStrategy, TradeTotals } from "../live/store/read/index.js";
import { figure } from "./schemas/records.js";

/** Money in quote currency; what ends in `_pct` in percent. */
const tradeFields = {
  total_trades: z.int(),
  wins: z.int(),
  losses: z.int().openapi({ description: "a trade that earned nothing counts as lost" }),
  win_rate_pct: figure,
  avg_win: figure,
  avg_loss: figure,
  largest_win: figure,
  largest_loss: figure,
  profit_factor: figure.openapi({ description: "null where nothing was lost" }),
  avg_trade: figure,
  realized_pnl: figure,
  total_fees: figure,
};

export const totalsSchema = z.object(tradeFields);

export const statsSchema = z
  .object({
    strategy_id: z.int(),
    strategy_name: z.string(),
    arena_id: z.int(),
    interval: z.int(),
    total_pnl: figure,
    total_pnl_pct: figure,
    unrealized_pnl: figure,
    has_open_position: z.boolean(),
    ...tradeFields,
  })
  .openapi("StrategyStats");

const quotient = (value: number, by: number): number | null => (by === 0 ? null : value / by);

export function totalsOf(all: readonly TradeTotals[]): z.input<typeof totalsSchema> {
  const sum = (field: "trades" | "wins" | "losses" | "won" | "lost" | "fees"): number =>
    all.reduce((total, one) => total + one[field], 0);
  const [trades, wins, losses, won, lost] = [
    sum("trades"),
    sum("wins"),
    sum("losses"),
    sum("won"),
    sum("lost"),
  ];
  const present = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  const largestWins = present(all.map(({ largestWin }) => largestWin));
  const largestLosses = present(all.map(({ largestLoss }) => largestLoss));
  const winShare = quotient(wins, trades);
  return {
    total_trades: trades,
    wins,
    losses,
    win_rate_pct: winShare === null ? null : 100 * winShare,
    avg_win: quotient(won, wins),
    avg_loss: quotient(lost, losses),
    largest_win: largestWins.length === 0 ? null : Math.max(...largestWins),
    largest_loss: largestLosses.length === 0 ? null : Math.min(...largestLosses),
    profit_factor: quotient(won, -lost),
    avg_trade: quotient(won + lost, trades),
    realized_pnl: won + lost,
    total_fees: sum("fees"),
  };
}

export function statsOf(
  strategy: StoredStrategy,
  totals: TradeTotals | undefined,
): z.input<typeof statsSchema> {
  const { standing, capital } = strategy;
  const pnl = standing === null ? 0 : standing.equity === null ? null : standing.equity - capital;
  return {
    strategy_id: strategy.id,
    strategy_name: strategy.name,
    arena_id: strategy.arena,
    interval: strategy.market.interval,
    total_pnl: pnl,
    total_pnl_pct: pnl === null ? null : (100 * pnl) / capital,
    unrealized_pnl: standing?.unrealised ?? 0,
    has_open_position: standing !== null && standing.position !== 0,
    ...totalsOf(totals === undefined ? [] : [totals]),
  };
}
