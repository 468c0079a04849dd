import type { ISerializedGast } from "chevrotain";
import { SageParser } from "../../lang/parser/sage-parser.js";
import {
  AnyText,
  CountUnit,
  Direction,
  Identifier,
  Infix,
  ReservedWord,
  SectionWord,
  SideWord,
  Signs,
  words,
} from "../../lang/tokens.js";

/** A part of a rule as the parser library hands it out. */
interface Node {
  readonly type: string;
  readonly name?: string;
  readonly nonTerminalName?: string;
  readonly label?: string;
  readonly definition?: readonly Node[];
  readonly separator?: Node;
}

/** What the parser reads only in order to say what is wrong with it. */
const slips: ReadonlySet<string> = new Set([
  "joint: Equal",
  "joint: PercentSign",
  "declaredName: ReservedWord",
  "frameStep: nestedFrame",
]);

const classes: Readonly<Record<string, string>> = {
  [Identifier.name]: "NAME",
  [AnyText.name]: "TEXT",
  [Infix.name]: "OPERATOR",
  [CountUnit.name]: '( "bars" | "bar" | "ticks" | "tick" )',
  [Direction.name]: '( "above" | "below" )',
  [SideWord.name]: '( "long" | "short" | "all" )',
  [SectionWord.name]: '( "market" | "costs" | "fills" | "risk" )',
  [ReservedWord.name]: "RESERVED",
  Number: "NUMBER",
  Percent: "PERCENT",
  Duration: "DURATION",
  Date: "DATE",
};

const signs = Object.values(Signs).map(({ name, PATTERN }) => [name, `"${String(PATTERN)}"`] as const);

const written: ReadonlyMap<string, string> = new Map([
  ...signs,
  ...words.map(({ text, token }) => [token.name, `"${text}"`] as const),
]);

function terminal({ name = "", label = "" }: Node): string {
  const known = classes[name] ?? written.get(name);
  return known ?? `"${label === "" ? name : label}"`;
}

const isSlip = (rule: string, node: Node): boolean => {
  const [only] = node.definition ?? [];
  const name = only?.nonTerminalName ?? only?.name ?? "";
  return slips.has(`${rule}: ${name}`);
};

/** The first letters small, dashes between words: `functionDeclaration` is `function-declaration`. */
export const ruleName = (name: string): string =>
  name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function sequence(rule: string, nodes: readonly Node[]): string {
  return nodes
    .map((node) => one(rule, node))
    .filter((text) => text !== "")
    .join(" ");
}

function one(rule: string, node: Node): string {
  const inner = node.definition ?? [];
  switch (node.type) {
    case "Terminal":
      return terminal(node);
    case "NonTerminal":
      return ruleName(node.nonTerminalName ?? node.name ?? "");
    case "Option":
      return `[ ${sequence(rule, inner)} ]`;
    case "Repetition":
      return `{ ${sequence(rule, inner)} }`;
    case "RepetitionMandatory":
      return `${sequence(rule, inner)} { ${sequence(rule, inner)} }`;
    case "RepetitionWithSeparator":
      return `[ ${separated(rule, node)} ]`;
    case "RepetitionMandatoryWithSeparator":
      return separated(rule, node);
    case "Alternation": {
      const ways = inner.filter((way) => !isSlip(rule, way)).map((way) => one(rule, way));
      const only = [...new Set(ways)];
      return only.length === 1 ? (only[0] ?? "") : `( ${only.join(" | ")} )`;
    }
    default:
      return sequence(rule, inner);
  }
}

function separated(rule: string, { definition = [], separator }: Node): string {
  const item = sequence(rule, definition);
  return `${item} { ${separator === undefined ? "" : terminal(separator)} ${item} }`;
}

/** A production: the name of a rule and what it reads. */
export interface Production {
  readonly name: string;
  readonly reads: string;
  readonly uses: readonly string[];
}

function usesOf(rule: string, node: Node): readonly string[] {
  if (node.type === "NonTerminal") return [ruleName(node.nonTerminalName ?? node.name ?? "")];
  const inner =
    node.type === "Alternation"
      ? (node.definition ?? []).filter((way) => !isSlip(rule, way))
      : (node.definition ?? []);
  return inner.flatMap((each) => usesOf(rule, each));
}

/** The grammar as the parser itself recorded it, from `file` on, in the order in which rules are met. */
export function productions(): readonly Production[] {
  const rules = new SageParser(false).getSerializedGastProductions();
  const all = new Map(rules.map((rule) => [ruleName(nameOf(rule)), rule]));
  const found: Production[] = [];
  const open = ["file"];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const rule = all.get(name);
    if (rule === undefined || found.some((each) => each.name === name)) continue;
    const own = nameOf(rule);
    const reads = sequence(own, nodesOf(rule)).replace(/^\( (.*) \)$/, (whole, inner: string) =>
      isOneGroup(whole) ? inner : whole,
    );
    const uses = nodesOf(rule).flatMap((node) => usesOf(own, node));
    found.push({ name, reads, uses });
    open.push(...uses);
  }
  return found;
}

const nameOf = (rule: ISerializedGast): string =>
  "name" in rule && typeof rule.name === "string" ? rule.name : "";

const nodesOf = ({ definition }: ISerializedGast): readonly Node[] => definition ?? [];

/** Whether the first parenthesis is closed by the last one. */
function isOneGroup(text: string): boolean {
  let depth = 0;
  const parts = text.split(" ");
  return parts.every((part, index) => {
    depth += part === "(" ? 1 : part === ")" ? -1 : 0;
    return depth > 0 || index === parts.length - 1;
  });
}

/** One production on lines of at most so many characters. */
export function layOut({ name, reads }: Production): string {
  const head = `${name} = `;
  const whole = `${head}${reads} ;`;
  if (whole.length <= 100) return whole;
  const ways = alternatives(reads);
  const indent = " ".repeat(4);
  return ways.length > 1
    ? `${name}\n${indent}= ${ways.join(`\n${indent}| `)} ;`
    : `${name}\n${indent}= ${wrap(reads, indent)} ;`;
}

/** The ways of a production, where it has several. */
export function alternatives(text: string): readonly string[] {
  const ways: string[] = [];
  let depth = 0;
  let way: string[] = [];
  for (const part of text.split(" ")) {
    if (["(", "[", "{"].includes(part)) depth += 1;
    if ([")", "]", "}"].includes(part)) depth -= 1;
    if (part === "|" && depth === 0) {
      ways.push(way.join(" "));
      way = [];
    } else way.push(part);
  }
  return [...ways, way.join(" ")];
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const part of text.split(" ")) {
    if (`${line} ${part}`.length > 92) {
      lines.push(line);
      line = part;
    } else line = line === "" ? part : `${line} ${part}`;
  }
  return [...lines, line].join(`\n${indent}  `);
}
