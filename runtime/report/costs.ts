import type { BacktestResult } from "../result.js";

/** A step from what the trades made before costs to what was left. */
export interface CostStep {
  readonly title: string;
  /** What it changed, in the account's money; of the first and last the amount itself. */
  readonly amount: number;
  /** Where the step begins and ends on the way. */
  readonly from: number;
  readonly to: number;
}

/** Costs by the name of their metric; a cost that a run did not have is not told. */
const costs = [
  ["fees", "Fees"],
  ["slippage", "Slippage and spread"],
  ["funding", "Funding"],
  ["borrow", "Borrowing"],
] as const;

/** Before costs → each cost → net. The steps add up to the change of the account. */
export function costSteps({
  metrics,
  account,
}: Pick<BacktestResult, "metrics" | "account">): readonly CostStep[] {
  const known: Readonly<Record<string, number | null | undefined>> = metrics;
  const net = account.end - account.start;
  const paid = costs.map(([name, title]) => ({ title, amount: -(known[name] ?? 0) }));
  const gross = paid.reduce((sum, { amount }) => sum - amount, net);
  const steps: CostStep[] = [{ title: "Before costs", amount: gross, from: 0, to: gross }];
  let at = gross;
  for (const { title, amount } of paid) {
    if (amount === 0) continue;
    steps.push({ title, amount, from: at, to: at + amount });
    at += amount;
  }
  return [...steps, { title: "Net", amount: net, from: 0, to: net }];
}
