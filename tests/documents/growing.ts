import { createSource, parse, print, type Declaration, type Member, type Use } from "../../lang/index.js";

/** A code block of a page. */
export interface Block {
  /** What stands behind the three marks: `sage`, `sage add`, `pine`, `text`. */
  readonly language: string;
  readonly text: string;
  /** The text of the page from the block on to the next heading. */
  readonly after: string;
  /** The heading that it stands under. */
  readonly heading: string;
}

/** The code blocks of a page in their order. */
export function blocksOf(page: string): readonly Block[] {
  return page.split(/^(?=## )/m).flatMap((section) => {
    const heading = /^## (.*)$/m.exec(section)?.[1] ?? "";
    return [...section.matchAll(/^```([^\n]*)\n(.*?)^```$/gms)].map((match) => ({
      language: match[1] ?? "",
      text: match[2] ?? "",
      after: section.slice(match.index + match[0].length),
      heading,
    }));
  });
}

type Part = Member | Declaration | Use;

/** What makes two statements the same one: a `let` with this name, an `enter` of this side, the `costs`. */
function keyOf(part: Part): string {
  switch (part.kind) {
    case "section":
      return part.heading.text;
    case "enter":
    case "exit":
      return `${part.kind} ${part.side}`;
    case "use":
      return `use ${JSON.stringify(part.path)}`;
    case "test":
      return `test ${part.title.value}`;
    default:
      return "name" in part ? `${part.kind} ${part.name.text}` : part.kind;
  }
}

interface Piece {
  readonly key: string;
  readonly kind: Part["kind"];
  readonly text: string;
}

const isPart = <T extends { readonly kind: string }>(item: T): item is Exclude<T, { kind: "damaged" }> =>
  item.kind !== "damaged";

const ofFile: ReadonlySet<string> = new Set([
  "use",
  "function",
  "constant",
  "test",
  "experiment",
  "portfolio",
]);

/** The statements of a program text, those of its strategy and those around it. */
function piecesOf(text: string): {
  readonly head: string;
  readonly inner: readonly Piece[];
  readonly outer: readonly Piece[];
} {
  const { file } = parse(createSource("page.sage", text));
  const strategy = file.declarations.filter(isPart).find((each) => each.kind === "strategy");
  const piece = (part: Part): Piece => {
    const lines = "documentation" in part && part.documentation !== "" ? part.documentation.split("\n") : [];
    const words = text.slice(part.span.start, part.span.end);
    const own = words.startsWith("///") ? words : [...lines.map((line) => `/// ${line}`), words].join("\n");
    return { key: keyOf(part), kind: part.kind, text: own };
  };
  const inner = (strategy?.kind === "strategy" ? strategy.members : []).filter(isPart).map(piece);
  const outer = [...file.uses, ...file.declarations.filter(isPart)]
    .filter((each) => each.kind !== "strategy")
    .map(piece);
  const head =
    strategy?.kind === "strategy"
      ? [
          ...strategy.documentation.split("\n").map((line) => `/// ${line}`),
          `strategy ${strategy.name.text} {`,
        ].join("\n")
      : "";
  return { head, inner, outer };
}

/** Replaces the statements that are there already and adds the others: names before rules, `use` and `fn` on top. */
export function grow(program: string, addition: string): string {
  const old = piecesOf(program);
  const added = readAddition(addition);
  const merge = (before: readonly Piece[], more: readonly Piece[]): readonly Piece[] => {
    const replaced = before.map((piece) => more.find(({ key }) => key === piece.key) ?? piece);
    const fresh = more.filter(({ key }) => before.every((piece) => piece.key !== key));
    const rules = replaced.findIndex(({ kind }) => ["enter", "exit", "size"].includes(kind));
    const at = rules === -1 ? replaced.length : rules;
    return [...replaced.slice(0, at), ...fresh, ...replaced.slice(at)];
  };
  const inner = merge(
    old.inner,
    added.filter(({ kind }) => !ofFile.has(kind)),
  );
  const outer = merge(
    old.outer,
    added.filter(({ kind }) => ofFile.has(kind)),
  );
  const isTop = ({ kind }: Piece): boolean => ["use", "function", "constant"].includes(kind);
  const text = [
    "sage 1",
    ...outer.filter(isTop).map((piece) => piece.text),
    `${old.head}\n${inner.map((piece) => piece.text).join("\n\n")}\n}`,
    ...outer.filter((piece) => !isTop(piece)).map((piece) => piece.text),
  ].join("\n\n");
  const source = createSource("page.sage", text);
  const { file, diagnostics } = parse(source);
  const layout = print(file, source);
  if (layout === null) throw new Error(`${diagnostics.map(({ message }) => message).join("\n")}\n${text}`);
  return layout;
}

/** An addition may hold statements of a strategy, declarations of a file, or both. */
function readAddition(addition: string): readonly Piece[] {
  const parts = addition.split(/\n\n(?=\S)/);
  return parts.flatMap((part) => {
    const isOuter = /^(?:\/\/\/[^\n]*\n)*(?:use|fn|const|test|portfolio|experiment)\b/.test(part);
    const { inner, outer } = isOuter
      ? piecesOf(`sage 1\n${part}`)
      : piecesOf(`sage 1\nstrategy page {\n${part}\n}`);
    return [...inner, ...outer];
  });
}
