import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createSource, parse, type FunctionDeclaration, type Source } from "../../lang/index.js";
import { textOf } from "./compute.js";

/** A function of the library with what its documentation says. */
export interface LibraryFunction {
  readonly module: string;
  readonly name: string;
  /** As it is declared: `kama(series: series, length: bars = 10 bars)`. */
  readonly signature: string;
  /** The prose before the labelled lines. */
  readonly meaning: string;
  /** Labelled lines: Formula, Source, Example, sometimes Range. */
  readonly labels: ReadonlyMap<string, string>;
  /** The expression of the example. */
  readonly example: string;
  /** Fields of a record; empty for a plain value. */
  readonly fields: readonly string[];
}

/** Names of the library's modules, in the order of the alphabet. */
export function moduleNames(): readonly string[] {
  return readdirSync(join(import.meta.dirname, ".."))
    .filter((name) => name.endsWith(".sage"))
    .map((name) => name.slice(0, -".sage".length))
    .toSorted();
}

/** The functions of a module in the order of its file. */
export function readModule(module: string): readonly LibraryFunction[] {
  const source = createSource(`${module}.sage`, textOf(module));
  return parse(source).file.declarations.flatMap((declaration) =>
    declaration.kind === "function" && !declaration.name.text.startsWith("_")
      ? [describe(module, declaration, source)]
      : [],
  );
}

/** Every value that the example's function gives: the example itself, or each field of its record. */
export function valuesOf({ example, fields }: LibraryFunction): readonly string[] {
  const call = /^[a-z_]+\.[a-z_0-9]+\(.*\)(?=\.\w+$)/.exec(example)?.[0];
  return fields.length === 0 || call === undefined ? [example] : fields.map((field) => `${call}.${field}`);
}

function describe(module: string, declaration: FunctionDeclaration, source: Source): LibraryFunction {
  const { documentation, name, result } = declaration;
  const { meaning, labels } = readDocumentation(documentation);
  const text = source.text.slice(name.span.start, declaration.span.end);
  const signature = /^\w+\((?:[^()]|\([^()]*\))*\)/.exec(text)?.[0] ?? name.text;
  const fields = result?.kind === "record type" ? result.fields.map((field) => field.name.text) : [];
  const example = (labels.get("Example") ?? "").replaceAll("`", "");
  return { module, name: name.text, signature, meaning, labels, example, fields };
}

/** Prose, then lines that begin with a label and a colon; what follows a line belongs to it. */
function readDocumentation(text: string): Pick<LibraryFunction, "meaning" | "labels"> {
  const labels = new Map<string, string>();
  const prose: string[] = [];
  let current: string | undefined;
  for (const line of text.split("\n")) {
    const labelled = /^\s*(Formula|Range|Source|Example): (.*)$/.exec(line);
    if (labelled) {
      current = labelled[1] ?? "";
      labels.set(current, labelled[2] ?? "");
    } else if (current === undefined) prose.push(line.trim());
    else labels.set(current, `${labels.get(current) ?? ""} ${line.trim()}`);
  }
  return { meaning: prose.join(" ").trim(), labels };
}
