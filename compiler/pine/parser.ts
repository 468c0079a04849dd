import { readPine, type PineToken } from "./lexer.js";
import type { PineArgument, PineExpression, PineScript, PineStatement } from "./tree.js";

/** Deeper nesting than this is no script that a person wrote. */
const deepest = 200;

/** What a statement that cannot be read throws; the statement then stands as foreign, with its line. */
class Unreadable extends Error {}

/** Reads a Pine script. Never throws: a statement that cannot be read is kept as foreign, and the next is read. */
export function parsePine(text: string): PineScript {
  const version = /\/\/\s*@version\s*=\s*(\d+)/.exec(text)?.[1];
  const parser = new PineParser(readPine(text));
  return { version: version === undefined ? undefined : Number(version), statements: parser.script() };
}

const typeWords = new Set(["int", "float", "bool", "string", "color", "series", "simple", "const", "input"]);
const foreignWords = new Set([
  "for",
  "while",
  "switch",
  "import",
  "export",
  "type",
  "enum",
  "method",
  "library",
]);

const levels: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

class PineParser {
  #next = 0;
  #depth = 0;

  constructor(private readonly tokens: readonly PineToken[]) {}

  script(): readonly PineStatement[] {
    const statements: PineStatement[] = [];
    while (this.#peek().kind !== "end") statements.push(...this.#block(this.#peek().indent));
    return statements;
  }

  /** Statements that stand at this indentation or deeper. */
  #block(indent: number): PineStatement[] {
    const statements: PineStatement[] = [];
    for (;;) {
      const start = this.#peek();
      if (start.kind !== "newline" || start.indent < indent || this.#peek(1).kind === "end") break;
      this.#next += 1;
      statements.push(...this.#guarded(start.indent));
    }
    if (this.#peek().kind === "newline" && this.#peek(1).kind === "end") this.#next += 1;
    return statements;
  }

  #guarded(indent: number): readonly PineStatement[] {
    const { line } = this.#peek();
    try {
      const statements = [this.#statement(indent)];
      while (this.#take(",")) statements.push(this.#statement(indent));
      const { kind, text } = this.#peek();
      if (kind !== "newline" && kind !== "end") throw new Unreadable(`\`${text}\` in this place`);
      return statements;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.#skip(indent);
      return [{ kind: "foreign", line, what: error.message, names: [] }];
    }
  }

  /** Past the statement and all that is indented below it. */
  #skip(indent: number): void {
    for (; this.#peek().kind !== "end"; this.#next += 1) {
      const { kind, indent: next } = this.#peek();
      if (kind === "newline" && next <= indent) return;
    }
  }

  #statement(indent: number): PineStatement {
    const { kind, text, line } = this.#peek();
    if (kind === "name" && foreignWords.has(text)) {
      this.#skip(indent);
      return { kind: "foreign", line, what: `\`${text}\``, names: [] };
    }
    if (text === "if") return this.#if(indent);
    if (text === "[" && this.#isTuple()) return this.#tuple(line);
    if (kind === "name" && this.#isFunction()) return this.#function(indent);
    return this.#simple(line);
  }

  #if(indent: number): PineStatement {
    const { line } = this.#advance();
    const condition = this.#expression();
    const whenTrue = this.#block(indent + 1);
    let whenFalse: readonly PineStatement[] = [];
    if (this.#peek().kind === "newline" && this.#peek().indent === indent && this.#peek(1).text === "else") {
      this.#next += 2;
      whenFalse = this.#peek().text === "if" ? [this.#if(indent)] : this.#block(indent + 1);
    }
    return { kind: "if", line, condition, whenTrue, whenFalse };
  }

  /** Whether `[a, b] =` stands here, and not a list of values. */
  #isTuple(): boolean {
    for (let ahead = 0; ; ahead++) {
      const { kind, text } = this.#peek(ahead);
      if (kind === "newline" || kind === "end") return false;
      if (text === "]") return this.#peek(ahead + 1).text === "=";
    }
  }

  #tuple(line: number): PineStatement {
    this.#expect("[");
    const names = [this.#name()];
    while (this.#take(",")) names.push(this.#name());
    this.#expect("]");
    this.#expect("=");
    return { kind: "declare", line, names, keeps: "no", value: this.#expression() };
  }

  /** Whether `name(a, b = 1) =>` stands here. */
  #isFunction(): boolean {
    if (this.#peek(1).text !== "(") return false;
    let depth = 0;
    for (let ahead = 1; ; ahead++) {
      const { kind, text } = this.#peek(ahead);
      if (kind === "newline" || kind === "end") return false;
      if (text === "(") depth += 1;
      if (text === ")" && --depth === 0) return this.#peek(ahead + 1).text === "=>";
    }
  }

  #function(indent: number): PineStatement {
    const { text: name, line } = this.#advance();
    this.#expect("(");
    const parameters: { name: string; fallback: PineExpression | undefined }[] = [];
    while (!this.#take(")")) {
      while (typeWords.has(this.#peek().text) && this.#peek(1).kind === "name") this.#next += 1;
      const parameter = this.#name();
      parameters.push({ name: parameter, fallback: this.#take("=") ? this.#expression() : undefined });
      if (!this.#take(",") && this.#peek().text !== ")") throw new Unreadable("this list of parameters");
    }
    this.#expect("=>");
    const body = this.#peek().kind === "newline" ? this.#block(indent + 1) : [this.#simple(line)];
    return { kind: "function", line, name, parameters, body };
  }

  #simple(line: number): PineStatement {
    let keeps: "no" | "var" | "varip" = "no";
    if (this.#peek().text === "var" || this.#peek().text === "varip") {
      keeps = this.#advance().text === "var" ? "var" : "varip";
    }
    while (typeWords.has(this.#peek().text) && this.#peek(1).kind === "name") this.#next += 1;
    const { kind, text } = this.#peek();
    const sign = this.#peek(1).text;
    if (kind === "name" && sign === "=") {
      this.#next += 2;
      return { kind: "declare", line, names: [text], keeps, value: this.#expression() };
    }
    if (kind === "name" && /^(?::|[-+*/%])=$/.test(sign)) {
      this.#next += 2;
      const value = this.#expression();
      const left: PineExpression = { kind: "name", line, name: text };
      const operator = sign.charAt(0);
      const whole: PineExpression =
        sign === ":=" ? value : { kind: "binary", line, operator, left, right: value };
      return { kind: "assign", line, name: text, value: whole };
    }
    return { kind: "expression", line, value: this.#expression() };
  }

  #expression(): PineExpression {
    this.#depth += 1;
    if (this.#depth > deepest) throw new Unreadable("so deep a nesting");
    const { line, text } = this.#peek();
    if (text === "if" || text === "switch" || text === "for" || text === "while")
      throw new Unreadable(`\`${text}\` as a value`);
    const condition = this.#binary(0);
    let whole = condition;
    if (this.#take("?")) {
      const whenTrue = this.#expression();
      this.#expect(":");
      whole = { kind: "conditional", line, condition, whenTrue, whenFalse: this.#expression() };
    }
    this.#depth -= 1;
    return whole;
  }

  #binary(level: number): PineExpression {
    const operators = levels[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    while (operators.includes(this.#peek().text)) {
      const { text: operator, line } = this.#advance();
      left = { kind: "binary", line, operator, left, right: this.#binary(level + 1) };
    }
    return left;
  }

  #unary(): PineExpression {
    const { text, line } = this.#peek();
    if (text === "-" || text === "+" || text === "not") {
      this.#next += 1;
      return { kind: "unary", line, operator: text, operand: this.#unary() };
    }
    return this.#postfix();
  }

  #postfix(): PineExpression {
    let value = this.#primary();
    while (this.#peek().text === "[") {
      const { line } = this.#advance();
      const offset = this.#expression();
      this.#expect("]");
      value = { kind: "history", line, series: value, offset };
    }
    return value;
  }

  #primary(): PineExpression {
    const { kind, text, line } = this.#advance();
    if (kind === "number")
      return { kind: "number", line, text: text.replace(/\.$/, "").replace(/^\./, "0.") };
    if (kind === "text") return { kind: "text", line, value: text.slice(1, -1).replace(/\\(.)/g, "$1") };
    if (kind === "colour") return { kind: "foreign", line, what: "a colour" };
    if (text === "true" || text === "false") return { kind: "truth", line, value: text === "true" };
    if (text === "(") {
      const inner = this.#expression();
      this.#expect(")");
      return inner;
    }
    if (text === "[") {
      const items = [this.#expression()];
      while (this.#take(",")) items.push(this.#expression());
      this.#expect("]");
      return { kind: "list", line, items };
    }
    if (kind !== "name") throw new Unreadable(text === "\n" ? "the end of the line" : `\`${text}\``);
    if (this.#peek().text === "(") return { kind: "call", line, callee: text, arguments: this.#arguments() };
    return text === "na" ? { kind: "missing", line } : { kind: "name", line, name: text };
  }

  #arguments(): readonly PineArgument[] {
    this.#expect("(");
    const given: PineArgument[] = [];
    while (!this.#take(")")) {
      const named = this.#peek().kind === "name" && this.#peek(1).text === "=";
      const name = named ? this.#advance().text : undefined;
      if (named) this.#next += 1;
      given.push({ name, value: this.#expression() });
      if (!this.#take(",") && this.#peek().text !== ")") throw new Unreadable("this list of arguments");
    }
    return given;
  }

  #peek(ahead = 0): PineToken {
    return this.tokens[this.#next + ahead] ?? { kind: "end", text: "", line: 0, indent: 0 };
  }

  #advance(): PineToken {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #take(sign: string): boolean {
    if (this.#peek().kind !== "sign" || this.#peek().text !== sign) return false;
    this.#next += 1;
    return true;
  }

  #expect(sign: string): void {
    if (!this.#take(sign)) throw new Unreadable(`\`${this.#peek().text.trim()}\` where \`${sign}\` belongs`);
  }

  #name(): string {
    const { kind, text } = this.#advance();
    if (kind !== "name") throw new Unreadable(`\`${text}\` where a name belongs`);
    return text;
  }
}
