import {
  aliases,
  operations,
  type Input,
  type Operation,
  type Parameter,
} from "../../kernels/catalog/index.js";
import { run } from "../../kernels/testing/run-operation.js";
import type { BarColumns } from "../../runtime/index.js";
import { barsOf } from "../../runtime/testing/feed.js";
import { peers } from "../../stdlib/testing/peers.js";
import { moduleNames, readModule } from "../../stdlib/testing/read-module.js";
import { textOf } from "../../stdlib/testing/compute.js";
import type { Page } from "./page.js";

/** Operations that are written as calls, in the order of the catalogue. */
export const callable: readonly Operation[] = operations.filter(({ surface }) => surface === "call");

/** Ten bars that can be computed with on paper. */
export const paperBars: BarColumns = barsOf(
  [
    [10, 11, 9, 10, 100],
    [10, 12, 9, 11, 120],
    [11, 13, 10, 12, 90],
    [12, 13, 10, 11, 110],
    [11, 14, 10, 13, 150],
    [13, 14, 11, 12, 80],
    [12, 15, 11, 14, 130],
    [14, 16, 13, 15, 140],
    [15, 16, 12, 13, 160],
    [13, 17, 12, 16, 170],
  ],
  3_600_000,
  Date.UTC(2024, 0, 1),
);

/** What is passed for an input, where its own name is no column of the bar. */
function argumentOf({ name, type, unit }: Input, position: number): string {
  if (Object.hasOwn(paperBars, name)) return name;
  if (type === "truth") return "close > open";
  if (name === "exponent") return "2";
  if (unit === "B") return "volume";
  if (typeof unit === "object" && unit.milliseconds === 0 && unit.base === 0) return "close / open";
  return position === 0 ? "close" : "open";
}

/** Values of the parameters: the usual ones, or lengths so short that a few bars show what happens. */
export function valuesOf({ parameters }: Operation, short: boolean): readonly number[] {
  return parameters.map((parameter) => {
    if (parameter.kind === "choice") return 0;
    if (parameter.kind === "length")
      return short
        ? Math.min(parameter.fallback ?? 3, Math.max(3, parameter.low))
        : (parameter.fallback ?? 20);
    return parameter.fallback ?? 0.5;
  });
}

/** The operation as it is written, with the values of `valuesOf`. */
export function exampleOf(operation: Operation, short: boolean): string {
  const values = valuesOf(operation, short);
  const isPlain = (parameter: Parameter, position: number): boolean =>
    parameter.kind === "choice" ||
    (!short && parameter.kind !== "length") ||
    (parameter.kind !== "length" && parameter.fallback === values[position]);
  const named = operation.parameters.flatMap((parameter, position) => {
    if (parameter.kind !== "length" && parameter.kind !== "choice" && parameter.fallback === undefined)
      return [String(values[position])];
    if (isPlain(parameter, position)) return [];
    const first = operation.parameters.slice(0, position).every((each, k) => !isPlain(each, k));
    return [first ? String(values[position]) : `${parameter.name}: ${values[position]}`];
  });
  return `${operation.name}(${[...operation.inputs.map(argumentOf), ...named].join(", ")})`;
}

function inputColumns(operation: Operation): readonly Float64Array[] {
  const { open, close, volume, time } = paperBars;
  const computed: Readonly<Record<string, Float64Array>> = {
    "close > open": close.map((value, bar) => Number(value > (open[bar] ?? NaN))),
    "close / open": close.map((value, bar) => value / (open[bar] ?? NaN)),
    "2": close.map(() => 2),
    time: Float64Array.from(time),
  };
  const byName: Readonly<Record<string, Float64Array>> = { ...computed, ...numbers(paperBars), volume };
  const given = operation.inputs.map((input, position) => byName[argumentOf(input, position)]);
  const read = operation.bar.map((name) => byName[name]);
  return [...given, ...read].map((column) => column ?? new Float64Array(close.length));
}

const numbers = ({ open, high, low, close }: BarColumns) => ({ open, high, low, close });

/** What an operation gives on the paper bars with short lengths; undefined where ten bars do not show it. */
export function onPaper(operation: Operation):
  | {
      readonly parameters: readonly number[];
      readonly inputs: readonly Float64Array[];
      readonly outputs: readonly Float64Array[];
    }
  | undefined {
  const parameters = valuesOf(operation, true);
  if (operation.kernel === "" || operation.first(parameters) > 7) return undefined;
  const inputs = inputColumns(operation);
  return { parameters, inputs, outputs: run(operation, parameters, inputs).outputs };
}

const digits = (value: number): string =>
  Number.isNaN(value) ? "na" : String(Number(value.toPrecision(6))).replace("-", "−");

function table(operation: Operation): readonly string[] {
  const shown = onPaper(operation);
  if (shown === undefined) return [];
  const names = [...new Set([...operation.inputs.map(argumentOf), ...operation.bar])].filter(
    (name) => name !== "2" && name !== "time",
  );
  const columns = names.map((name) => inputColumns(operation)[indexOf(operation, name)] ?? []);
  const results = operation.outputs.map(({ name }) =>
    operation.outputs.length === 1 ? "gives" : `.${name}`,
  );
  const isTruth = operation.outputs.map(({ type }) => type === "truth");
  const rows = Array.from(paperBars.close, (_, bar) => {
    const given = columns.map((column) => digits(column[bar] ?? NaN));
    const gives = shown.outputs.map((column, k) => {
      const value = column[bar] ?? NaN;
      if (isTruth[k] === true && !Number.isNaN(value)) return value === 1 ? "yes" : "no";
      return digits(value);
    });
    return `| ${[String(bar), ...given, ...gives].join(" | ")} |`;
  });
  const head = ["bar", ...names.map((name) => `\`${name}\``), ...results];
  return [
    `\`${exampleOf(operation, true)}\` over ten bars of an hour, the first at midnight, Monday, 1 January 2024:`,
    "",
    `| ${head.join(" | ")} |`,
    `| ${head.map(() => "---:").join(" | ")} |`,
    ...rows,
    "",
  ];
}

function indexOf(operation: Operation, name: string): number {
  const given = operation.inputs.findIndex((input, position) => argumentOf(input, position) === name);
  return given === -1 ? operation.inputs.length + operation.bar.findIndex((each) => each === name) : given;
}

// -------------------------------------------------------------------------------------------------- prose

const bound = (value: number): string => (Math.abs(value) === Infinity ? "any" : String(value));

function describeParameter(parameter: Parameter): string {
  const { name, summary } = parameter;
  if (parameter.kind === "choice") {
    const [first, ...others] = parameter.choices;
    const rest = others.map((each) => `\`${each}\``).join(", ");
    return `| \`${name}\` | \`${first}\`, ${rest} | \`${first}\` | ${summary} |`;
  }
  const { low, high } = parameter.kind === "length" ? parameter : parameter.range;
  const kind = parameter.kind === "length" ? "whole bars, " : "";
  return `| \`${name}\` | ${kind}${bound(low)} to ${bound(high)} | ${parameter.fallback ?? ""} | ${summary} |`;
}

const missing: Readonly<Record<Operation["missing"], string>> = {
  skip: "Where an input is `na`, the result is `na`, and the bar counts as if it were not there: it moves no window and no average.",
  through: "`na` goes in; what comes out then is said above.",
};

function warmUp(operation: Operation): string {
  const values = valuesOf(operation, false);
  const first = operation.first(values);
  const settled = operation.settled(values, 1e-6);
  const example = `\`${exampleOf(operation, false)}\``;
  if (first === 0 && settled === 0) return "None: it reads the current bar only.";
  const forgets =
    settled === Infinity
      ? "Where the data begin is never forgotten."
      : settled === first
        ? "From then on the start of the data does not matter."
        : `After ${settled} bars what came before weighs less than a millionth.`;
  return `${example} has its first value ${first === 0 ? "at once" : `after ${first} bars`}. ${forgets}`;
}

let bodies: readonly LibraryBody[] | undefined;

/** A function of the library without its documentation. */
interface LibraryBody {
  readonly module: string;
  readonly name: string;
  readonly text: string;
}

/** The public functions of the library, read once. */
export function libraryBodies(): readonly LibraryBody[] {
  bodies ??= moduleNames().flatMap((module) => {
    const parts = textOf(module)
      .split(/^fn (?=\w)/m)
      .slice(1);
    const names = new Set(readModule(module).map((each) => each.name));
    return parts.flatMap((part) => {
      const name = /^\w+/.exec(part)?.[0] ?? "";
      const text = part.slice(name.length).replaceAll(/^\/\/\/.*$/gm, "");
      return names.has(name) ? [{ module, name, text }] : [];
    });
  });
  return bodies;
}

/** Whether a text calls an operation, as against a function of a module with the same name. */
export const calls = (text: string, name: string): boolean => new RegExp(`(?<![\\w.])${name}\\(`).test(text);

function usedBy(operation: string): readonly string[] {
  return libraryBodies()
    .filter(({ text }) => calls(text, operation))
    .map(({ module, name }) => `[${module}.${name}](../library/${module}.md)`);
}

function elsewhere(name: string): readonly string[] {
  return peers.flatMap(({ name: there, here }) => (here.split(", ").includes(name) ? [`\`${there}\``] : []));
}

/** What goes in and what comes out. */
function shapeOf({ inputs, parameters, outputs, bar }: Operation): readonly string[] {
  const [only] = outputs;
  return [
    ...(inputs.length > 0
      ? [
          "| takes | |",
          "| --- | --- |",
          ...inputs.map((each) => `| \`${each.name}\` | ${each.summary} |`),
          "",
        ]
      : []),
    ...(parameters.length > 0
      ? [
          "| parameter | may be | default | |",
          "| --- | --- | --- | --- |",
          ...parameters.map(describeParameter),
          "",
        ]
      : []),
    ...(bar.length > 0 ? [`Reads of the bar: ${bar.map((each) => `\`${each}\``).join(", ")}.`, ""] : []),
    ...(outputs.length === 1
      ? [`Gives: ${only.summary}`]
      : [
          "| gives | |",
          "| --- | --- |",
          ...outputs.map((each) => `| \`.${each.name}\` | ${each.summary} |`),
        ]),
    "",
  ];
}

/** Where it comes from, what it is called elsewhere, and what is made of it. */
function kinOf({ name, source }: Operation): readonly string[] {
  const users = usedBy(name);
  const library = users.length > 12 ? [...users.slice(0, 12), `and ${users.length - 12} more`] : users;
  const abroad = elsewhere(name);
  return [
    "## Source",
    "",
    source,
    "",
    ...(abroad.length > 0 ? [`Elsewhere: ${abroad.join(", ")} ([peers](../library/peers.md)).`, ""] : []),
    ...(library.length > 0 ? [`In the library: ${library.join(", ")}.`, ""] : []),
  ];
}

function pageOf(operation: Operation): Page {
  const { name, inputs, parameters, summary, formula } = operation;
  const also = Object.entries(aliases).flatMap(([alias, of]) => (of === name ? [`\`${alias}\``] : []));
  const takes = [...inputs, ...parameters].map((each) => each.name).join(", ");
  const text = [
    `# ${name}`,
    "",
    `\`${name}(${takes})\`${also.length > 0 ? `, also written ${also.join(", ")}` : ""}`,
    "",
    summary,
    "",
    `    ${formula}`,
    "",
    ...shapeOf(operation),
    `**Warm-up.** ${warmUp(operation)}`,
    "",
    `**Missing values.** ${missing[operation.missing]}`,
    "",
    "## Example",
    "",
    "```sh",
    `sage eval '${exampleOf(operation, false)}' --data BTCUSDT_1h.parquet`,
    "```",
    "",
    ...table(operation),
    ...kinOf(operation),
  ].join("\n");
  return { path: `operations/${name}.md`, text: `${text.trim()}\n` };
}

/** A page for each operation, and their index. */
export function operationPages(): readonly Page[] {
  const families = [...new Set(callable.map(({ family }) => family))];
  const sections = families.map((family) => {
    const rows = callable
      .filter((each) => each.family === family)
      .map(({ name, summary, inputs, parameters }) => {
        const names = [...inputs, ...parameters].map((each) => each.name).join(", ");
        return `| [\`${name}(${names})\`](${name}.md) | ${summary} |`;
      });
    return `## ${family}\n\n| operation | |\n| --- | --- |\n${rows.join("\n")}\n`;
  });
  const others = Object.entries(aliases).map(([alias, name]) => `\`${alias}\` is [\`${name}\`](${name}.md)`);
  const text = `# Operations\n\nEverything that can be called without \`use\`, from the one catalogue that the compiler, the engine and the tests read. Operators are in the [reference](../reference/operators.md), functions written in the language in the [library](../library/index.md).\n\n${sections.join("\n")}\nOther names: ${others.join(", ")}.\n`;
  return [{ path: "operations/index.md", text }, ...callable.map(pageOf)];
}
