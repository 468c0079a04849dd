import { fold, write, type Environment } from "./expressions.js";
import { NotTranslated } from "./notes.js";
import { argumentsByName, textOf } from "./orders.js";
import { writeOwnCall, type Scope } from "./scope.js";
import { atom, type Written } from "./text.js";
import type { PineArgument, PineExpression } from "./tree.js";

/** The slower timeframes of a script, by duration. */
export type Frames = Map<
  string,
  { readonly name: string; readonly duration: string; readonly lines: string[] }
>;

const ownSymbols = new Set(["syminfo.tickerid", "syminfo.ticker", "tickerid", "ticker", "syminfo.prefix"]);

/** `request.security(syminfo.tickerid, "240", x)`: the value of `x` on finished slower bars. */
export function writeFrame(
  given: readonly PineArgument[],
  line: number,
  scope: Scope,
  frames: Frames,
): Written {
  const known = argumentsByName(given, ["symbol", "timeframe", "expression", "gaps", "lookahead"]);
  const symbol = known.get("symbol");
  const folded = symbol && fold(symbol, scope);
  if (!(folded?.kind === "name" && ownSymbols.has(folded.name)))
    throw new NotTranslated(
      line,
      "`request.security` of another symbol",
      "name the market as a `feed` and read `feed.close`",
    );
  const value = known.get("expression");
  const timeframe = known.get("timeframe");
  const duration = durationOf(timeframe && fold(timeframe, scope), line);
  if (value === undefined) throw new NotTranslated(line, "`request.security`", "it names no value");
  if (duration === undefined) return scope.write(value);
  const lookahead = known.get("lookahead");
  const looksAhead = lookahead?.kind === "name" && lookahead.name === "barmerge.lookahead_on";
  const read = looksAhead ? finishedOf(value, line) : value;
  scope.differs(
    line,
    "`request.security`",
    looksAhead
      ? "the finished slower bar is seen from its last bar on, one bar earlier than in Pine"
      : "only finished slower bars are seen; in real time Pine shows the unfinished one as well",
  );
  const frame = frames.get(duration) ?? {
    name: scope.script.names.create(frameName(duration)),
    duration,
    lines: [],
  };
  frames.set(duration, frame);
  const inside = insideFrame(scope, frame.lines);
  const name = scope.script.names.create(scope.declaring ?? nameFor(read));
  frame.lines.push(`let ${name} = ${write(read, inside).text}`);
  return atom(`${frame.name}.${name}`);
}

/** With lookahead Pine shows a slower bar before it has finished; only the bar before it is no secret. */
function finishedOf(value: PineExpression, line: number): PineExpression {
  if (value.kind === "history" && value.offset.kind === "number" && value.offset.text === "1")
    return value.series;
  throw new NotTranslated(line, "`lookahead_on`", "it reads the end of a slower bar before that bar is over");
}

function durationOf(timeframe: PineExpression | undefined, line: number): string | undefined {
  const text = textOf(timeframe);
  if (timeframe?.kind === "name" && timeframe.name === "timeframe.period") return undefined;
  if (text === "") return undefined;
  const match = /^(\d*)([SDWM]?)$/.exec(text ?? "?");
  if (match === null)
    throw new NotTranslated(line, "`request.security`", "its timeframe is not a fixed text");
  const [, digits, unit] = match;
  const count = digits === "" || digits === undefined ? 1 : Number(digits);
  if (unit === "M") throw new NotTranslated(line, "monthly bars", "a month has no fixed length: take `4w`");
  if (unit === "D") return `${count}d`;
  if (unit === "W") return `${count}w`;
  if (unit === "S") return `${count}s`;
  if (count % 1440 === 0) return `${count / 1440}d`;
  return count % 60 === 0 ? `${count / 60}h` : `${count}m`;
}

const frameName = (duration: string): string => duration.replace(/^(\d+)([a-z]+)$/, "$2$1");

const nameFor = (value: PineExpression): string => {
  if (value.kind === "name") return value.name.replace(/^.*\./, "");
  return value.kind === "call" ? value.callee.replace(/^.*\./, "") : "value";
};

/** What a frame sees: parameters, and its own copies of the names that its values rest on. */
function insideFrame(scope: Scope, lines: string[]): Environment {
  const copies = new Map<string, Written>();
  const look = (name: string, line: number): Written | undefined => {
    const copied = copies.get(name);
    if (copied !== undefined) return copied;
    const outer = scope.look(name, line);
    if (outer === undefined || scope.isParameter(name)) return outer;
    const definition = scope.definitionOf(name);
    if (definition === undefined)
      throw new NotTranslated(
        line,
        `\`${name}\` on a slower timeframe`,
        "its value is made up of several statements",
      );
    const own = scope.script.names.create(name);
    lines.push(`let ${own} = ${write(definition, inside).text}`);
    copies.set(name, atom(own));
    return atom(own);
  };
  const inside: Environment = {
    version: scope.version,
    look,
    fixed: (name) => scope.fixed(name),
    call: (callee, given, line) => {
      const own = scope.script.functions.get(callee);
      return own === undefined ? undefined : writeOwnCall(own, given, line, inside);
    },
    past: () => undefined,
    uses: (name, as) => scope.uses(name, as),
    differs: (line, what, reason) => scope.differs(line, what, reason),
  };
  return inside;
}
