import type { Comparison, LiveSide, RunSide } from "../runtime/live/compare/index.js";
import type { DiffReport } from "../runtime/live/compare/summary.js";
import type { SqlStore, StoredStrategy } from "../runtime/live/store/index.js";
import { comparedModels, findLive, openLedger, sourcesOf } from "./diff-live.js";
import { sideOfLive, sideOfRun, type RepeatFlags } from "./diff-run.js";
import { exitCodes, Failure } from "./failure.js";

export interface DiffFlags extends Omit<RepeatFlags, "file"> {
  readonly store: string | undefined;
}

/** What one side is compared with. */
type Wanted =
  | { readonly form: "stored"; readonly run: string }
  | { readonly form: "repeated"; readonly file: string | undefined };

/**
 * Names the first bar where a backtest and a live session part, and why.
 * @param words RUN LIVE, FILE LIVE, or LIVE alone
 */
export async function diffCommand(words: readonly string[], flags: DiffFlags): Promise<DiffReport> {
  const { wanted, live } = readWords(words, flags);
  const store = await openLedger(flags.store);
  try {
    const strategies = await findLive(store, live);
    const compared = strategies.some(({ portfolio }) => portfolio !== null)
      ? await compareMembers(store, strategies, wanted, flags)
      : await compareOne(store, strategies, wanted, flags);
    return {
      schema: "sage.diff/1",
      same: compared.every(({ difference }) => difference === null),
      run: {
        form: wanted.form,
        name: wanted.form === "stored" ? wanted.run : (flags.data ?? store.shown),
      },
      store: store.shown,
      strategies: compared,
    };
  } finally {
    await store.close();
  }
}

/**
 * What a member does depends on the others: their positions, and with one account their money. So the whole portfolio is
 * run, also where one of its members is asked for.
 */
async function compareMembers(
  store: SqlStore,
  strategies: readonly StoredStrategy[],
  wanted: Wanted,
  flags: DiffFlags,
): Promise<DiffReport["strategies"]> {
  const [{ readLiveSide, CompareError }, { readStrategyList }, { sidesOfPortfolio }] = await Promise.all([
    import("../runtime/live/compare/index.js"),
    import("../runtime/live/store/index.js"),
    import("./diff-portfolio.js"),
  ]);
  const name = strategies[0]?.portfolio ?? "";
  if (wanted.form === "stored")
    throw new CompareError(
      "SAGE8604",
      `A stored run is compared with a strategy that trades alone, and ${strategies[0]?.name} trades in the portfolio ${name}.`,
      `\`sage diff ${name}\` runs the portfolio over the bars that its members saw, and \`sage diff ${name} --data FILE\` over others.`,
    );
  const all = await readStrategyList(store.database, { isActive: true });
  const members = [];
  for (const strategy of all.filter(({ portfolio }) => portfolio === name))
    members.push({ strategy, live: await readLiveSide(store.database, strategy, []) });
  const sides = await sidesOfPortfolio(store, members, { ...flags, file: wanted.file });
  const compared: DiffReport["strategies"] = [];
  for (const [k, { strategy, live }] of members.entries()) {
    const run = sides[k];
    if (run !== undefined && strategies.some(({ id }) => id === strategy.id))
      compared.push(await differenceOf(strategy, run, live));
  }
  return compared;
}

function readWords(words: readonly string[], { data }: DiffFlags): { wanted: Wanted; live: string } {
  const [first, second, ...more] = words;
  if (first === undefined || more.length > 0)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      "a run and a live strategy are compared, or a live strategy with its own backtest",
      "sage diff RUN LIVE, or sage diff LIVE; `sage runs` and `sage status` list them",
    );
  if (second === undefined) return { wanted: { form: "repeated", file: undefined }, live: first };
  if (/\.sagec?$/.test(first)) return { wanted: { form: "repeated", file: first }, live: second };
  if (data !== undefined)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      `run ${first} has candles of its own, and --data names others`,
      `sage diff ${second} --data FILE runs the backtest anew`,
    );
  return { wanted: { form: "stored", run: first }, live: second };
}

async function compareOne(
  store: SqlStore,
  [strategy]: readonly StoredStrategy[],
  wanted: Wanted,
  flags: DiffFlags,
): Promise<DiffReport["strategies"]> {
  if (strategy === undefined) return [];
  const { readLiveSide } = await import("../runtime/live/compare/index.js");
  const live = await readLiveSide(store.database, strategy, await comparedModels(sourcesOf(strategy)));
  const run =
    wanted.form === "stored"
      ? await sideOfRun(wanted.run, strategy)
      : await sideOfLive(store, strategy, live, { ...flags, file: wanted.file });
  return [await differenceOf(strategy, run, live)];
}

async function differenceOf(
  strategy: StoredStrategy,
  run: RunSide,
  live: LiveSide,
): Promise<DiffReport["strategies"][number]> {
  const [{ compare }, { summarize }, { marketKey }] = await Promise.all([
    import("../runtime/live/compare/index.js"),
    import("../runtime/live/compare/summary.js"),
    import("../runtime/live/market.js"),
  ]);
  const comparison = compare(run, live);
  if (comparison === null) throw await nothingInCommon(strategy, run, live);
  const { id, name, market } = strategy;
  return summarize(comparison, { id, name, market: marketKey(market) });
}

async function nothingInCommon({ name }: StoredStrategy, run: RunSide, live: LiveSide): Promise<Error> {
  const { CompareError, timeText } = await import("../runtime/live/compare/index.js");
  const span = ({ rows }: Pick<RunSide, "rows">): string =>
    rows.length === 0 ? "no bar" : `${timeText(rows[0]?.time ?? 0)} to ${timeText(rows.at(-1)?.time ?? 0)}`;
  return new CompareError(
    "SAGE8602",
    `The run and ${name} have no bar in common: the run has ${span(run)}, the live session ${span(live)}.`,
    `\`sage diff ${name}\` repeats the backtest over the bars that the live session saw.`,
  );
}

export type { Comparison };
