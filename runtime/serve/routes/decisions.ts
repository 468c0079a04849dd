import { z } from "@hono/zod-openapi";
import type { Graph } from "../../../compiler/graph/index.js";
import { RunError } from "../../engine/error.js";
import type { Trade } from "../../record.js";
import { readLedger, readSignals, readTrade, type StoredStrategy } from "../../live/store/read/index.js";
import {
  explainSignalCalmly,
  explainTradeCalmly,
  type BarExplanation,
  type Decision,
  type DecisionContext,
  type LevelAtSignal,
} from "../../why/index.js";
import { answerRows } from "../../why/rounded-answer.js";
import type { ServeContext } from "../context.js";
import { answersOfLedger } from "../ledger/answers.js";
import { barsOfSteps, otherMarkets, othersTurn } from "../ledger/stored-bars.js";
import type { StrategyTexts } from "../ledger/text.js";
import { addRoute, type Api } from "../route.js";
import { figure, time, tradeSchema } from "../schemas/records.js";
import { ServeError } from "../serve-error.js";
import { tradeView } from "../views.js";
import { identityInPath, numberInPath } from "./fields.js";
import { strategyOf } from "./find.js";

const place = z.int().openapi({ description: "in UTF-16 units from the beginning of the strategy's text" });

const nodeSchema = z
  .object({
    depth: z.int(),
    text: z.string(),
    name: z.string().nullable(),
    type: z.enum(["number", "truth", "category"]),
    value: figure.openapi({ description: "of a truth 1 or 0; null: not known yet" }),
    before: figure.openapi({ description: "a bar before, of what looks at two bars" }),
    start: place,
    end: place,
    answer: z
      .object({ rows: z.array(z.object({ adds: z.string(), what: z.string() })), why: z.string().nullable() })
      .nullable()
      .openapi({ description: "how a model came to what it said" }),
  })
  .openapi("DecisionNode");

const momentSchema = z
  .object({
    bar: z.int(),
    time,
    action: z.enum(["enter", "exit", "position"]),
    side: z.string(),
    line: z.int(),
    text: z.string(),
    start: place,
    end: place,
    nodes: z.array(nodeSchema).openapi({ description: "each before those that it is made of" }),
    outcome: z.string().nullable(),
  })
  .openapi("DecisionMoment");

const decisionSchema = z
  .object({
    strategy_id: z.int(),
    kind: z.enum(["trade", "signal"]),
    id: z.int(),
    trade: tradeSchema.nullable(),
    moment: momentSchema.nullable(),
    levels: z.array(z.object({ name: z.string(), placed: figure, nodes: z.array(nodeSchema) })),
    exit: momentSchema.nullable(),
  })
  .openapi("Decision");

/** Decisions are computed one at a time: whoever asks for many waits, and trading does not. */
let queue: Promise<unknown> = Promise.resolve();

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const mine = queue.then(work, work);
  queue = mine.catch(() => undefined);
  return mine;
}

/** Why a trade happened, or a signal: by the same engine over the same bars, piece by piece between other work. */
export function addDecisions(api: Api, context: ServeContext, texts: StrategyTexts): void {
  const { database } = context.store;
  const shape = {
    group: "Strategies",
    params: { ...identityInPath, ...numberInPath },
    answer: decisionSchema,
  };
  addRoute(
    api,
    {
      ...shape,
      path: "/strategies/{id}/trades/{number}/decision",
      summary: "Why a trade was entered and left",
    },
    async ({ params: { id, number } }) => {
      const strategy = await strategyOf(database, id);
      const trade = await readTrade(database, id, number);
      if (trade === null) throw nothing("trade", number, strategy);
      const graph = await texts.asTraded(strategy);
      return inTurn(() => explained(() => ofTrade(context, strategy, graph, trade)));
    },
  );
  addRoute(
    api,
    { ...shape, path: "/strategies/{id}/signals/{number}/decision", summary: "Where a signal came from" },
    async ({ params: { id, number } }) => {
      const strategy = await strategyOf(database, id);
      const graph = await texts.asTraded(strategy);
      return inTurn(() => explained(() => ofSignal(context, strategy, graph, number)));
    },
  );
}

const nothing = (what: string, number: number, { name }: StoredStrategy): ServeError =>
  new ServeError("SAGE8568", `${name} has no ${what} ${number}.`, "See /openapi.json.");

async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RunError) throw new ServeError("SAGE8577", error.message, error.help);
    throw error;
  }
}

/** @param first, last numbers of the bars that are told of */
async function contextOf(
  { store: { database } }: ServeContext,
  strategy: StoredStrategy,
  graph: Graph,
  first: number,
  last: number,
): Promise<DecisionContext> {
  const feed = await barsOfSteps(database, strategy, 0, last + 1);
  const feeds = await otherMarkets(database, strategy, graph);
  const result = await readLedger(database, strategy.id, { from: first, to: last + 2 });
  const { parameters } = strategy;
  return { graph, feed, feeds, result, parameters, ...(await answersOfLedger(strategy, graph, feed, feeds)) };
}

async function ofTrade(
  context: ServeContext,
  strategy: StoredStrategy,
  graph: Graph,
  trade: Trade & { readonly strategy: number; readonly step: number; readonly signal: number | null },
): Promise<z.input<typeof decisionSchema>> {
  const about = await contextOf(context, strategy, graph, trade.signalBar, trade.exitBar);
  const { entry, levels, exit } = await explainTradeCalmly(about, trade, othersTurn);
  return {
    strategy_id: strategy.id,
    kind: "trade",
    id: trade.id,
    trade: tradeView(trade),
    moment: momentView(graph, entry, trade.entryRule),
    levels: levels.map(levelView),
    exit: exit === null ? null : momentView(graph, exit, trade.exitRule ?? 0),
  };
}

async function ofSignal(
  context: ServeContext,
  strategy: StoredStrategy,
  graph: Graph,
  number: number,
): Promise<z.input<typeof decisionSchema>> {
  const { database } = context.store;
  const page = await readSignals(database, { strategy: strategy.id, number }, { limit: 1 });
  const [signal] = page.rows;
  if (signal === undefined) throw nothing("signal", number, strategy);
  const about = await contextOf(context, strategy, graph, signal.bar, signal.bar);
  const { at, levels } = await explainSignalCalmly(about, number, signal, othersTurn);
  return {
    strategy_id: strategy.id,
    kind: "signal",
    id: number,
    trade: null,
    moment: momentView(graph, at, signal.rule),
    levels: levels.map(levelView),
    exit: null,
  };
}

function momentView(
  graph: Graph,
  { bar, time: at, rules, target }: BarExplanation,
  number: number,
): z.input<typeof momentSchema> | null {
  const [rule] = rules;
  const { entries, exits, position } = graph.orders;
  const where = { bar, time: at };
  if (rule !== undefined) {
    const written = (rule.action === "enter" ? entries : exits)[number];
    const { action, side, line, text, condition, outcome } = rule;
    const { start, end } = written?.span ?? condition.span;
    return {
      ...where,
      action,
      side,
      line,
      text,
      start,
      end,
      nodes: nodesOf(condition),
      outcome: outcome?.reason ?? null,
    };
  }
  if (target === null || position === undefined) return null;
  const { start, end } = position.span;
  const { line, text, value } = target;
  return {
    ...where,
    action: "position",
    side: "all",
    line,
    text,
    start,
    end,
    nodes: nodesOf(value),
    outcome: null,
  };
}

const levelView = ({ name, placed, value }: LevelAtSignal) => ({
  name,
  placed,
  nodes: value === null ? [] : nodesOf(value),
});

function nodesOf(decision: Decision, depth = 0): z.input<typeof nodeSchema>[] {
  const { text, name, type, value, before, span, parts, answer } = decision;
  const told =
    answer === undefined || answer === null
      ? null
      : answer.kind === "unexplained"
        ? { rows: [], why: answer.why }
        : { rows: answerRows(answer).map(([adds, what]) => ({ adds, what })), why: null };
  return [
    { depth, text, name, type, value, before, start: span.start, end: span.end, answer: told },
    ...parts.flatMap((part) => nodesOf(part, depth + 1)),
  ];
}
