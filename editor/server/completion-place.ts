import { learnerNames } from "../../compiler/models/learners.js";
import { settingBlocks, type Cursor } from "./cursor.js";
import {
  fileSnippets,
  frameSnippets,
  functionSnippets,
  memberSnippets,
  modelSnippets,
  protectionSnippets,
  testSnippets,
  type Snippet,
} from "./snippets.js";

/** What can stand at a place. */
export type Place =
  | { readonly kind: "nothing" }
  | { readonly kind: "statement"; readonly snippets: readonly Snippet[] }
  | { readonly kind: "module" }
  | { readonly kind: "type" }
  | { readonly kind: "strategy name" }
  | { readonly kind: "field"; readonly object: string }
  | { readonly kind: "setting"; readonly heading: string }
  | {
      readonly kind: "setting value";
      readonly heading: string;
      readonly setting: string;
      /** Behind the first word of the value: in a list, or after a sign. */
      readonly goesOn: boolean;
    }
  /** In the braces of a message. */
  | { readonly kind: "name in message" }
  /** A name of the strategy that a test is for. */
  | { readonly kind: "name of test"; readonly first: string }
  | { readonly kind: "words"; readonly words: readonly string[] }
  | {
      readonly kind: "expression";
      /** What fits best: "price", "yes/no", "percent", "length"; empty where anything does. */
      readonly fit: string;
      readonly context: "plain" | "level" | "halt" | "features" | "target" | "state";
      /** Literals to begin with. */
      readonly literals: readonly string[];
    };

const snippetsOf: Readonly<Record<string, readonly Snippet[]>> = {
  strategy: memberSnippets,
  enter: protectionSnippets,
  model: modelSnippets,
  fn: functionSnippets,
  frame: frameSnippets,
  test: testSnippets,
};

/** Words and signs behind which a value is expected. */
const opensValue =
  /^(?:=|==|!=|<=?|>=?|[-+*/(,[:?]|\?\?|\.\.|->|and|or|not|mod|in|when|if|then|else|above|below|risk|for|after|every|at|step|max|over|by|limit|kelly|volatility|return|plot|position|cooldown|require|from|stop|take|trail|expire|size|of|fixed)$/;

const durations = ["1h", "4h", "1d", "2d", "1w"];

export function placeOf(cursor: Cursor): Place {
  if (cursor.inMessage && cursor.statement[0] === "alert") {
    return cursor.object === undefined
      ? { kind: "name in message" }
      : { kind: "field", object: cursor.object };
  }
  if (cursor.quiet) return { kind: "nothing" };
  if (cursor.object !== undefined && cursor.statement[0] !== "use")
    return { kind: "field", object: cursor.object };
  const block = cursor.blocks.at(-1) ?? "file";
  const isStudy = cursor.blocks[0] === "experiment" || cursor.blocks[0] === "portfolio";
  if (isStudy || settingBlocks.has(block)) return settingPlace(cursor, block);
  if (block === "file") return filePlace(cursor);
  if (block === "features" || block === "target") {
    return cursor.statement.includes("=") && !isNewLine(cursor)
      ? operandPlace(cursor, {
          fit: block === "features" ? "plain number" : "yes/no",
          context: block,
          literals: [],
        })
      : { kind: "nothing" };
  }
  if (cursor.statement.length === 0 || isNewLine(cursor)) {
    return { kind: "statement", snippets: snippetsOf[block] ?? [] };
  }
  return statementPlace(cursor, block);
}

/** The word is the first of its line, and what stands before it is complete. */
const isNewLine = ({ beginsLine, statement, call }: Cursor): boolean =>
  beginsLine && call === undefined && !opensValue.test(statement.at(-1) ?? "");

function settingPlace({ statement, beginsLine }: Cursor, heading: string): Place {
  const colon = statement.indexOf(":");
  const complete = colon !== -1 && statement.length > colon + 1;
  if (complete && /^(?:[[,(+*/<>=-]|<=|>=)$/.test(statement.at(-1) ?? "")) {
    return { kind: "setting value", heading, setting: statement[colon - 1] ?? "", goesOn: true };
  }
  if (colon === -1 || (complete && beginsLine)) return { kind: "setting", heading };
  return complete
    ? { kind: "nothing" }
    : { kind: "setting value", heading, setting: statement[colon - 1] ?? "", goesOn: false };
}

function filePlace(cursor: Cursor): Place {
  const [first] = cursor.statement;
  if (first === undefined || isNewLine(cursor)) return { kind: "statement", snippets: fileSnippets };
  const last = cursor.statement.at(-1);
  switch (first) {
    case "use":
      return last === "use" || last === "." ? { kind: "module" } : { kind: "words", words: ["as"] };
    case "const":
      return cursor.statement.includes("=") ? operandPlace(cursor, plain()) : { kind: "nothing" };
    case "fn": {
      const body = cursor.statement.lastIndexOf("=") > cursor.statement.lastIndexOf(")");
      if (last === ":" || last === "->") return { kind: "type" };
      return body ? operandPlace(cursor, plain()) : { kind: "nothing" };
    }
    case "test":
      if (last === "for") return { kind: "strategy name" };
      return cursor.statement.length === 2 ? { kind: "words", words: ["for"] } : { kind: "nothing" };
    case "experiment":
      if (last === "of") return { kind: "strategy name" };
      return cursor.statement.length === 2 ? { kind: "words", words: ["of"] } : { kind: "nothing" };
    default:
      return { kind: "nothing" };
  }
}

interface Wanted {
  readonly fit: string;
  readonly context: Extract<Place, { kind: "expression" }>["context"];
  readonly literals: readonly string[];
}

const plain = (fit = "", literals: readonly string[] = []): Wanted => ({ fit, context: "plain", literals });

function statementPlace(cursor: Cursor, block: string): Place {
  const { statement } = cursor;
  const [first = "", second = ""] = statement;
  switch (first) {
    case "enter":
    case "exit":
      return rulePlace(cursor);
    case "let":
    case "return":
    case "plot":
    case "position":
    case "require":
    case "alert":
      if (first === "let" && !statement.includes("=")) return { kind: "nothing" };
      return operandPlace(cursor, plain(first === "require" || first === "alert" ? "yes/no" : ""));
    case "state": {
      if (!statement.includes("=")) {
        return statement.length === 2
          ? { kind: "words", words: ["from"] }
          : operandPlace(cursor, plain("", ["0", "na", "close"]));
      }
      return operandPlace(cursor, { fit: "", context: "state", literals: [] });
    }
    case "param":
      return paramPlace(statement);
    case "size":
      return sizePlace(cursor);
    case "cooldown":
      if (statement.at(-1) === "after") return { kind: "words", words: ["loss", "win"] };
      return operandPlace(cursor, plain("length", ["6 bars", "1d"]), ["after"]);
    case "halt":
      return haltPlace(cursor);
    case "gaps":
      return { kind: "words", words: ["hold", "fill", "stop"] };
    case "frame":
      if (statement.at(-1) === "every") return { kind: "words", words: ["1h", "4h", "1d", "1w"] };
      return statement.length === 2 ? { kind: "words", words: ["every"] } : { kind: "nothing" };
    case "algorithm":
      return { kind: "words", words: statement.length === 1 ? learnerNames : [] };
    case "feed":
      return statement.length === 2 ? { kind: "words", words: ["from"] } : { kind: "nothing" };
    case "expect":
      return expectPlace(statement);
    case "with":
      return block === "test" && (statement.length === 1 || statement.at(-1) === ",")
        ? { kind: "name of test", first }
        : { kind: "nothing" };
    case "stop":
    case "take":
    case "trail":
    case "expire":
      return block === "enter" ? protectionPlace(cursor, first) : { kind: "nothing" };
    default:
      return second === "=" || block === "fn" ? operandPlace(cursor, plain()) : { kind: "nothing" };
  }
}

function rulePlace(cursor: Cursor): Place {
  const { statement } = cursor;
  if (statement.length === 1) {
    return { kind: "words", words: statement[0] === "exit" ? ["long", "short", "all"] : ["long", "short"] };
  }
  if (statement.length === 2) return { kind: "words", words: ["when"] };
  return operandPlace(cursor, plain("yes/no"), statement[0] === "enter" ? ["limit at", "stop at"] : []);
}

function paramPlace(statement: readonly string[]): Place {
  const last = statement.at(-1) ?? "";
  if (!statement.includes("=")) return { kind: "nothing" };
  if (last === "=") return { kind: "words", words: ["14 bars", "25%", "2d", "1.5", "true"] };
  if (statement.includes("step")) return { kind: "nothing" };
  return { kind: "words", words: statement.includes("in") ? ["step"] : ["in", "bars"] };
}

function sizePlace(cursor: Cursor): Place {
  const { statement } = cursor;
  const last = statement.at(-1) ?? "";
  if (last === "of") {
    return { kind: "words", words: statement[1] === "fixed" ? ["base", "quote"] : ["equity"] };
  }
  const percents =
    statement[1] === "risk" || last === "max" ? ["0.5%", "1%", "2%"] : ["10%", "25%", "50%", "100%"];
  if (last === "size") {
    const place = operandPlace(cursor, plain("percent", ["risk", "fixed", ...percents]));
    return place;
  }
  return operandPlace(cursor, plain("percent", percents), statement.includes("of") ? ["max"] : ["of"]);
}

function haltPlace(cursor: Cursor): Place {
  const { statement } = cursor;
  if (statement.length === 1) return { kind: "words", words: ["when"] };
  if (statement.at(-1) === "for") return { kind: "words", words: durations };
  return operandPlace(cursor, { fit: "plain number", context: "halt", literals: [] }, ["for"]);
}

function expectPlace(statement: readonly string[]): Place {
  const steps = [["enter", "exit"], ["long", "short", "all"], ["at bar"]];
  if (statement.length === 1) return { kind: "name of test", first: "expect" };
  return { kind: "words", words: steps[statement.length - 1] ?? [] };
}

function protectionPlace(cursor: Cursor, first: string): Place {
  const after = { take: ["for"], stop: ["after"], trail: ["after"] }[first] ?? [];
  const fit = first === "expire" ? "length" : "price";
  if (cursor.statement.at(-1) === "for") return { kind: "words", words: ["25%", "50%"] };
  const literals = first === "expire" ? ["2d", "24 bars"] : [];
  return operandPlace(cursor, { fit, context: "level", literals }, after);
}

/** A value, or behind one what joins it to the next. */
function operandPlace(cursor: Cursor, wanted: Wanted, connectives: readonly string[] = []): Place {
  const last = cursor.statement.at(-1) ?? "";
  if (last === "crosses") return { kind: "words", words: ["above", "below"] };
  if (!opensValue.test(last) && (cursor.call === undefined || last !== "(")) {
    const isNumber = /^\d+$/.test(last);
    const joins = ["and", "or", "crosses above", "crosses below", "in", "mod"];
    const inIf = cursor.statement.includes("if") ? ["then", "else"] : [];
    return { kind: "words", words: [...(isNumber ? ["bars"] : []), ...connectives, ...inIf, ...joins] };
  }
  return { kind: "expression", ...wanted };
}
