import { figure, words, type Fields } from "../fields.js";

/** A closed trade; money in quote currency, returns and excursions as fractions. */
export interface ClosedTrade {
  readonly id: number;
  readonly side: string;
  readonly quantity: number | null;
  readonly entryTime: number | null;
  readonly entryPrice: number | null;
  readonly exitTime: number | null;
  readonly exitPrice: number | null;
  readonly profit: number | null;
  readonly return: number | null;
  readonly fees: number | null;
  readonly slippage: number | null;
  readonly funding: number | null;
  readonly bars: number | null;
  readonly mae: number | null;
  readonly mfe: number | null;
  readonly entryReason: string;
  readonly exitReason: string;
}

export function readTrade(fields: Fields): ClosedTrade | null {
  const { id } = fields;
  if (typeof id !== "number") return null;
  const of = (name: string): number | null => figure(fields[name]);
  return {
    id,
    side: words(fields["side"]),
    quantity: of("quantity"),
    entryTime: of("entry_time"),
    entryPrice: of("entry_price"),
    exitTime: of("exit_time"),
    exitPrice: of("exit_price"),
    profit: of("profit"),
    return: of("return"),
    fees: of("fees"),
    slippage: of("slippage"),
    funding: of("funding"),
    bars: of("bars"),
    mae: of("mae"),
    mfe: of("mfe"),
    entryReason: words(fields["entry_reason"]),
    exitReason: words(fields["exit_reason"]),
  };
}
