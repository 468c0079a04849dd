import type { Order, Signal, Trade } from "../../record.js";
import type { LiveBar } from "../bar.js";
import type { BarRow, RunSide } from "./sides.js";

/** Something that the two sides say otherwise of one bar; null: that side has no such thing. */
export interface Value {
  /** "close", "order 1 fee", "equity", … */
  readonly what: string;
  readonly run: number | string | null;
  readonly live: number | string | null;
}

/** What kind of thing a value belongs to. */
export type Part = "bar" | "plots" | "signals" | "orders" | "trades" | "account";

export interface PartValues {
  readonly part: Part;
  readonly values: readonly Value[];
}

/** Whether two numbers count as the same; both missing do. */
export type Same = (one: number, other: number) => boolean;

export const exactly: Same = (one, other) => one === other || (Number.isNaN(one) && Number.isNaN(other));

/** The same but for rounding: so far apart may be what began at another bar and has forgotten it. */
export const nearly: Same = (one, other) =>
  exactly(one, other) || Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other), 1e-6);

const prices = ["open", "high", "low", "close", "volume"] as const;

/** Where the numbers of two bars differ; always exactly. */
export function barValues(run: LiveBar, live: LiveBar, series: readonly string[]): readonly Value[] {
  const own = prices.map((what): Value => ({ what, run: run[what], live: live[what] }));
  const names = new Set([
    ...series,
    ...Object.keys(run.series ?? {}).filter((name) => seriesOf(live, name) !== null),
  ]);
  const beside = [...names].map((what): Value => ({
    what: what.replaceAll("_", " "),
    run: seriesOf(run, what),
    live: seriesOf(live, what),
  }));
  return [...own, ...beside].filter(differs(exactly));
}

function seriesOf({ series }: LiveBar, name: string): number | null {
  const found = Object.entries(series ?? {}).find(([key]) => key === name)?.[1];
  return found === undefined || Number.isNaN(found) ? null : found;
}

/** What the ledgers say otherwise of a bar, part by part, in the order in which one follows from the other. */
export function ledgerValues(
  run: BarRow,
  live: BarRow,
  about: Pick<RunSide, "plots" | "isShared">,
  same: Same,
): readonly PartValues[] {
  const parts: readonly PartValues[] = [
    { part: "plots", values: plotValues(run, live, about.plots) },
    {
      part: "signals",
      values: recordValues("signal", run.signals, live.signals, signalFields, signalText),
    },
    { part: "orders", values: recordValues("order", run.orders, live.orders, orderFields, orderText) },
    { part: "trades", values: recordValues("trade", run.trades, live.trades, tradeFields, tradeText) },
    { part: "account", values: about.isShared ? [] : accountValues(run, live) },
  ];
  return parts
    .map(({ part, values }) => ({ part, values: values.filter(differs(same)) }))
    .filter(({ values }) => values.length > 0);
}

const differs =
  (same: Same) =>
  ({ run, live }: Value): boolean =>
    typeof run === "number" && typeof live === "number" ? !same(run, live) : run !== live;

const plotValues = (run: BarRow, live: BarRow, names: readonly string[]): readonly Value[] =>
  run.plots === null || live.plots === null
    ? []
    : names.map((name, k) => ({
        what: `plot ${name}`,
        run: run.plots?.[k] ?? Number.NaN,
        live: live.plots?.[k] ?? Number.NaN,
      }));

const accountValues = (run: BarRow, live: BarRow): readonly Value[] =>
  run.account === null || live.account === null
    ? []
    : (["equity", "cash", "position"] as const).map((what) => ({
        what,
        run: run.account?.[what] ?? Number.NaN,
        live: live.account?.[what] ?? Number.NaN,
      }));

type Fields = Readonly<Record<string, number | string | null>>;

const signalFields = ({ action, side, rule, outcome, reason }: Signal): Fields => ({
  "": `${action} ${side}`,
  rule: rule + 1,
  outcome: outcome === "order" ? "an order" : `ignored: ${reason}`,
});

const orderFields = (order: Order): Fields => ({
  "": `${order.kind.replaceAll("_", " ")} ${order.side}`,
  status: order.status.replaceAll("_", " "),
  quantity: order.quantity,
  price: order.price,
  fee: order.fee,
  slippage: order.slippage,
  reason: order.reason,
  "bars since its cause": order.bar - order.signalBar,
});

const tradeFields = (trade: Trade): Fields => ({
  "": trade.side,
  quantity: trade.quantity,
  "entry time": trade.entryTime,
  "entry price": trade.entryPrice,
  "exit price": trade.exitPrice,
  "exit reason": trade.exitReason.replaceAll("_", " "),
  profit: trade.profit,
  fees: trade.fees,
  funding: trade.funding,
  borrow: trade.borrow,
  stop: trade.stop,
  take: trade.take,
});

const signalText = ({ action, side, outcome, reason }: Signal): string =>
  `${action} ${side}${outcome === "order" ? "" : `, ignored: ${reason}`}`;

const orderText = ({ kind, side, quantity, price, status }: Order): string =>
  `${kind.replaceAll("_", " ")} ${side} ${short(quantity)}${price === null ? "" : ` at ${short(price)}`}, ${status.replaceAll("_", " ")}`;

const tradeText = ({ side, exitReason, profit }: Trade): string =>
  `${side} closed by ${exitReason.replaceAll("_", " ")}: ${short(profit)}`;

const short = (value: number): string => String(Number(value.toPrecision(8)));

/** The records of a bar in their order: field by field where both sides have one, in words where only one has. */
function recordValues<Item>(
  name: string,
  run: readonly Item[],
  live: readonly Item[],
  fieldsOf: (item: Item) => Fields,
  textOf: (item: Item) => string,
): readonly Value[] {
  const most = Math.max(run.length, live.length);
  const label = (k: number): string => (most === 1 ? name : `${name} ${k + 1}`);
  return Array.from({ length: most }, (_, k) => k).flatMap((k): readonly Value[] => {
    const [one, other] = [run[k], live[k]];
    if (one === undefined || other === undefined)
      return [
        {
          what: label(k),
          run: one === undefined ? null : textOf(one),
          live: other === undefined ? null : textOf(other),
        },
      ];
    const others = fieldsOf(other);
    return Object.entries(fieldsOf(one)).map(([field, value]) => ({
      what: field === "" ? label(k) : `${label(k)} ${field}`,
      run: value,
      live: others[field] ?? null,
    }));
  });
}
