import { figure, isFields, listOf, words, wordsOrNull, type Fields } from "../fields.js";
import { readTrade, type ClosedTrade } from "./trade.js";

/** An expression of a decision with its value at the bar. */
export interface DecisionNode {
  readonly depth: number;
  readonly text: string;
  readonly name: string | null;
  readonly isTruth: boolean;
  readonly value: number | null;
  readonly before: number | null;
  readonly start: number;
  readonly end: number;
  readonly answer: {
    readonly rows: readonly { adds: string; what: string }[];
    readonly why: string | null;
  } | null;
}

/** A rule at a bar. */
export interface Moment {
  readonly bar: number;
  readonly time: number;
  readonly action: string;
  readonly side: string;
  readonly line: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly nodes: readonly DecisionNode[];
  readonly outcome: string | null;
}

export interface Decision {
  readonly id: number;
  readonly trade: ClosedTrade | null;
  readonly moment: Moment | null;
  readonly levels: readonly {
    readonly name: string;
    readonly placed: number | null;
    readonly nodes: readonly DecisionNode[];
  }[];
  readonly exit: Moment | null;
}

const readNode = (fields: Fields): DecisionNode => {
  const { answer } = fields;
  return {
    depth: figure(fields["depth"]) ?? 0,
    text: words(fields["text"]),
    name: wordsOrNull(fields["name"]),
    isTruth: fields["type"] === "truth",
    value: figure(fields["value"]),
    before: figure(fields["before"]),
    start: figure(fields["start"]) ?? 0,
    end: figure(fields["end"]) ?? 0,
    answer: isFields(answer)
      ? {
          rows: listOf(answer["rows"], (row) => ({ adds: words(row["adds"]), what: words(row["what"]) })),
          why: wordsOrNull(answer["why"]),
        }
      : null,
  };
};

function readMoment(value: unknown): Moment | null {
  if (!isFields(value)) return null;
  return {
    bar: figure(value["bar"]) ?? 0,
    time: figure(value["time"]) ?? 0,
    action: words(value["action"]),
    side: words(value["side"]),
    line: figure(value["line"]) ?? 0,
    text: words(value["text"]),
    start: figure(value["start"]) ?? 0,
    end: figure(value["end"]) ?? 0,
    nodes: listOf(value["nodes"], readNode),
    outcome: wordsOrNull(value["outcome"]),
  };
}

export const readDecision = (fields: Fields): Decision => {
  const { trade } = fields;
  return {
    id: figure(fields["id"]) ?? 0,
    trade: isFields(trade) ? readTrade(trade) : null,
    moment: readMoment(fields["moment"]),
    levels: listOf(fields["levels"], (level) => ({
      name: words(level["name"]),
      placed: figure(level["placed"]),
      nodes: listOf(level["nodes"], readNode),
    })),
    exit: readMoment(fields["exit"]),
  };
};
