import type { CheckedStrategy } from "../../compiler/index.js";
import type { Facts } from "../../compiler/passes/facts.js";
import type { Constant, FunctionDeclaration, Identifier, Strategy } from "../../lang/index.js";
import { predictionFields } from "../../compiler/passes/models/declare.js";
import { describeWhat, parameterCard } from "./cards.js";
import type { Document } from "./document.js";
import { providedMeanings } from "./words.js";

/** What a name in sight stands for, and what is known of it. */
export interface NameInSight {
  readonly name: string;
  readonly kind:
    "let" | "state" | "parameter" | "constant" | "bar" | "provided" | "record" | "function parameter";
  /** "price", "yes/no", "number", "bars", "percent", "duration", …; empty where nothing is known. */
  readonly what: string;
  readonly documentation: string;
  readonly fields: readonly string[];
  readonly reach: number;
}

const bars = ["open", "high", "low", "close", "volume", "time", "funding", "open_interest", "trades"];

/** The declaration around a place. */
export function declarationAt(
  document: Document,
  offset: number,
): Strategy | FunctionDeclaration | undefined {
  const { declarations } = document.recent.file;
  // What lies behind the last declaration that began still belongs to it while its brace is missing.
  const around = declarations.findLast(({ span }) => span.start <= offset);
  return around?.kind === "strategy" || around?.kind === "function" ? around : undefined;
}

/** Every name that an expression at a place can read. */
export function namesInSight(document: Document, offset: number): readonly NameInSight[] {
  const around = declarationAt(document, offset);
  const found = new Map<string, NameInSight>();
  const add = (name: Identifier, entry: Omit<NameInSight, "name">): void => {
    if (name.text !== "" && !found.has(name.text)) found.set(name.text, { name: name.text, ...entry });
  };
  if (around?.kind === "strategy") addMembers(document, around, offset, add);
  if (around?.kind === "function") addFunction(around, offset, add);
  for (const each of document.recent.file.declarations) {
    if (each.kind === "constant")
      add(each.name, { ...bare("constant", each.documentation), what: whatOfConstant(each) });
  }
  for (const [name, { what, meaning }] of Object.entries(providedMeanings)) {
    const kind = bars.includes(name) ? "bar" : "provided";
    add(nameless(name), { ...bare(kind, meaning), what: what.split(" · ")[0] ?? "" });
  }
  return [...found.values()];
}

const nameless = (text: string): Identifier => ({ text, span: { start: 0, end: 0 } });

const bare = (kind: NameInSight["kind"], documentation: string): Omit<NameInSight, "name"> => ({
  kind,
  what: "",
  documentation,
  fields: [],
  reach: 0,
});

function whatOfConstant({ value }: Constant): string {
  if (value.kind === "number") return value.suffix ?? "plain number";
  return value.kind === "percent" || value.kind === "duration" ? value.kind : "";
}

type Add = (name: Identifier, entry: Omit<NameInSight, "name">) => void;

function addMembers(document: Document, strategy: Strategy, offset: number, add: Add): void {
  const checked = document.recent.strategies.find(({ name }) => name === strategy.name.text);
  for (const member of strategy.members) {
    switch (member.kind) {
      case "let":
      case "state":
        addSeries(member, offset, checked, add);
        break;
      case "state group":
        for (const each of member.members) {
          if (each.kind !== "state") continue;
          const inside = member.span.start <= offset && offset <= member.span.end;
          addSeries(each, offset, checked, add, inside ? ["prev"] : []);
        }
        break;
      case "parameter": {
        const parameter = checked?.parameters.find(({ name }) => name === member.name.text);
        const what = parameter?.kind === "number" ? "plain number" : (parameter?.kind ?? "");
        const lines = [member.documentation, ...(parameter ? parameterCard(parameter) : [])];
        add(member.name, { ...bare("parameter", lines.filter(Boolean).join("\n\n")), what });
        break;
      }
      case "frame": {
        const inside = member.span.start <= offset && offset <= member.span.end;
        const fields = member.members.flatMap((each) =>
          each.kind === "let" || each.kind === "state" ? [each.name.text] : [],
        );
        if (inside) {
          for (const each of member.members) {
            if (each.kind === "let" || each.kind === "state") addSeries(each, offset, checked, add);
          }
        }
        add(member.name, { ...bare("record", member.documentation), what: "frame", fields });
        break;
      }
      case "feed":
        add(member.name, {
          ...bare("record", member.documentation),
          what: "feed",
          fields: [...(member.file === undefined ? bars : settingColumns(member.settings)), "age"],
        });
        break;
      case "model":
        add(member.name, { ...bare("record", member.documentation), what: "model", fields: modelFields });
        for (const part of member.parts) {
          if (part.kind !== "target") continue;
          for (const each of part.bindings)
            if (each.kind === "binding") add(each.name, { ...bare("let", ""), what: "target" });
        }
        break;
      default:
    }
  }
}

const modelFields = Object.keys(predictionFields);

/** What `edge.probability(` can be asked for: the target, or one of the classes it can have. */
export function classesAsked({ recent }: Document, callee: string): readonly string[] | undefined {
  const [name = "", field = ""] = callee.split(".");
  if (field !== "probability") return undefined;
  for (const each of recent.file.declarations) {
    const model =
      each.kind === "strategy"
        ? each.members.find((member) => member.kind === "model" && member.name.text === name)
        : undefined;
    if (each.kind !== "strategy" || model?.kind !== "model") continue;
    const checked = recent.strategies
      .find((strategy) => strategy.name === each.name.text)
      ?.models.find((known) => known.name === name);
    if (checked !== undefined && checked.classes.length > 0) return checked.classes;
    return model.parts.flatMap((part) =>
      part.kind === "target"
        ? part.bindings.flatMap((bound) => (bound.kind === "binding" ? [bound.name.text] : []))
        : [],
    );
  }
  return undefined;
}

const settingColumns = (settings: readonly { readonly name: Identifier; readonly value: unknown }[]) =>
  settings.flatMap(({ name, value }) =>
    name.text === "column" && typeof value === "object" && value !== null && "text" in value
      ? [String(value.text)]
      : [],
  );

function addSeries(
  member: Extract<Strategy["members"][number], { kind: "let" | "state" }>,
  offset: number,
  checked: CheckedStrategy | undefined,
  add: Add,
  fields: readonly string[] = [],
): void {
  // A name cannot be read in its own value; of a `state` that value is `prev`.
  if (fields.length === 0 && member.value.span.start <= offset && offset <= member.value.span.end) return;
  const known = checked?.[member.kind === "let" ? "lets" : "states"].find(
    ({ name }) => name === member.name.text,
  );
  const facts = known === undefined ? undefined : checked?.facts.get(known.value);
  const said = ofFacts(facts);
  add(member.name, {
    ...bare(member.kind, member.documentation),
    ...said,
    fields: [...said.fields, ...fields],
  });
}

const ofFacts = (facts: Facts | undefined): Pick<NameInSight, "what" | "fields" | "reach"> => ({
  what: facts === undefined ? "" : facts.fields === undefined ? describeWhat(facts) : "record",
  fields: [...(facts?.fields?.keys() ?? [])],
  reach: facts?.reach ?? 0,
});

function addFunction(declaration: FunctionDeclaration, offset: number, add: Add): void {
  for (const { name, type } of declaration.parameters) {
    const what = type.kind === "named type" ? (typeWords[type.name.text] ?? type.name.text) : "record";
    add(name, { ...bare("function parameter", ""), what });
  }
  for (const step of declaration.steps) {
    if ((step.kind === "let" || step.kind === "state") && step.span.end < offset) {
      add(step.name, bare(step.kind, step.documentation));
    }
  }
}

const typeWords: Readonly<Record<string, string>> = {
  bool: "yes/no",
  number: "plain number",
  ratio: "plain number",
};
