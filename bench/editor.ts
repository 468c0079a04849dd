import { readFileSync } from "node:fs";
import { join } from "node:path";
import { completionsAt } from "../editor/server/completion.js";
import { diagnosticsOf } from "../editor/server/diagnostics.js";
import { formatDocument } from "../editor/server/formatting.js";
import { hoverAt } from "../editor/server/hover.js";
import { semanticTokens } from "../editor/server/semantic-tokens.js";
import { emptyHost } from "../editor/server/host.js";
import { Workspace } from "../editor/server/workspace.js";
import { packageRoot } from "../runtime/package-root.js";
import { timed } from "./measure.js";

const uri = "file:///bench.sage";
const keystrokes = 60;
const warmups = 40;
const edits = 10_000;

/** Milliseconds within which an editor feels immediate, for a file of five hundred lines. */
const bars = { diagnostics: 40, completion: 15, hover: 5, format: 20, "semantic tokens": 40 } as const;

type Answer = keyof typeof bars;

/** Milliseconds by the clock, and milliseconds that the process worked: on a busy machine only the second tells. */
interface Cost {
  readonly wall: number;
  readonly worked: number;
}

function costOf(answer: () => unknown): Cost {
  const before = process.cpuUsage();
  const wall = timed(answer);
  const { user, system } = process.cpuUsage(before);
  return { wall, worked: (user + system) / 1_000 };
}

/**
 * What a keystroke in a file of five hundred lines costs: the text is changed by one letter, then each answer is asked
 * for in the order in which editors ask. Every answer but the completion stands on the diagnostics' analysis.
 */
export function benchEditor(): void {
  const text = fiveHundredLines();
  const workspace = new Workspace(emptyHost);
  workspace.openDocument(uri, 1, text);
  const times = new Map<Answer, Cost[]>();
  for (let stroke = -warmups; stroke < keystrokes; stroke += 1) {
    const round = answerTimes(workspace, stroke + warmups);
    if (stroke < 0) continue;
    for (const [name, time] of round) times.set(name, [...(times.get(name) ?? []), time]);
  }
  console.log(`${text.split("\n").length} lines, ${text.length} characters, ${keystrokes} keystrokes`);
  const heads = ["p50", "p95", "CPU p50", "CPU p95", "bar"].map((each) => each.padStart(9)).join(" ");
  console.log(`${"".padEnd(18)} ${heads}  CPU p95 / bar`);
  for (const [name, found] of times) {
    const wall = found.map((each) => each.wall);
    const worked = found.map((each) => each.worked);
    const figures = [
      quantile(wall, 0.5),
      quantile(wall, 0.95),
      quantile(worked, 0.5),
      quantile(worked, 0.95),
      bars[name],
    ];
    const ratio = quantile(worked, 0.95) / bars[name];
    console.log(
      `${name.padEnd(18)} ${figures.map(show).join(" ")}  ${ratio.toFixed(2)}${ratio > 1 ? "  over" : ""}`,
    );
  }
  benchMemory(workspace, text);
}

const show = (milliseconds: number): string => `${milliseconds.toFixed(2)} ms`.padStart(9);

/** Four strategies that use the whole language, each with a test, and a study of the first, as one file. */
function fiveHundredLines(): string {
  const text = readFileSync(join(packageRoot, "bench/strategies/whole-language.sage"), "utf8");
  const start = text.indexOf("/// A strategy");
  const experiment = text.indexOf("experiment study");
  const copies = Array.from({ length: 3 }, (_, index) =>
    text
      .slice(start, experiment)
      .replaceAll("whole_language", `whole_language_${index + 2}`)
      // One of them asks for the calendar of an exchange, the largest function of the library.
      .replace("time.nyse_session()", "time.london_session()")
      .replace('test "a strong', `test "another strong`),
  );
  return [text, ...copies].join("\n");
}

function answerTimes(workspace: Workspace, stroke: number): readonly (readonly [Answer, Cost])[] {
  const { source, version } = workspace.find(uri) ?? workspace.openDocument(uri, 1, "");
  // In the middle of a file a letter is written into a number, and taken out again.
  const place =
    source.text.indexOf("rsi(close, length", source.text.length >> 1) + "rsi(close, length".length;
  const added = stroke % 2 === 0;
  const position = positionOf(source.text, added ? place : place + 1);
  const range = added ? { start: position, end: position } : { start: before(position), end: position };
  workspace.change(uri, version + 1, [{ range, text: added ? "1" : "" }]);
  const document = workspace.find(uri);
  if (document === undefined) throw new Error("the file is not open");
  const name = source.text.indexOf("let strength", source.text.length >> 1) + 5;
  return [
    ["completion", costOf(() => completionsAt(document, place, { snippets: true }))],
    ["diagnostics", costOf(() => diagnosticsOf(document, workspace.settings))],
    ["hover", costOf(() => hoverAt(document, name))],
    ["semantic tokens", costOf(() => semanticTokens(document, "utf-16"))],
    ["format", costOf(() => formatDocument(document))],
  ];
}

const before = ({ line, character }: { line: number; character: number }) => ({
  line,
  character: character - 1,
});

function positionOf(text: string, offset: number) {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** Memory after many edits, beside that after the first thousand; `node --expose-gc` makes it exact. */
function benchMemory(workspace: Workspace, text: string): void {
  workspace.openDocument(uri, 1, text.slice(0, text.indexOf("  feed eth")));
  const used: number[] = [];
  for (let edit = 0; edit < edits; edit += 1) {
    const position = { line: 3, character: 0 };
    const range = { start: position, end: edit % 2 === 0 ? position : { line: 3, character: 1 } };
    const document = workspace.change(uri, edit + 2, [{ range, text: edit % 2 === 0 ? "/" : "" }]);
    if (document !== undefined) diagnosticsOf(document, workspace.settings);
    if (edit === edits / 10 - 1 || edit === edits - 1) {
      globalThis.gc?.();
      used.push(process.memoryUsage().heapUsed / 1e6);
    }
  }
  const [early = NaN, late = NaN] = used;
  console.log(
    `memory after ${edits / 10} edits ${early.toFixed(1)} MB, after ${edits} ${late.toFixed(1)} MB (${(late / early).toFixed(2)}×)`,
  );
}
