import { metricWords } from "../../compiler/graph/metric.js";
import type { CheckedStrategy } from "../../compiler/index.js";
import type { Document } from "./document.js";
import type { Cursor } from "./cursor.js";

/** The names that can stand behind the colon of a setting: parameters to search, metrics, strategies. */
export function namesForSetting(
  document: Document,
  { blocks, subject }: Cursor,
  setting: string,
): readonly string[] {
  const [outer] = blocks;
  const inside = blocks.at(-1) ?? "";
  if (outer === "experiment" && inside === "experiment") {
    if (setting === "search") return searchedNames(document, subject);
    return setting === "optimise" || setting === "constraints" ? metricWords.map(({ word }) => word) : [];
  }
  if (outer !== "portfolio") return [];
  if (setting === "of") return strategyNames(document);
  return inside === "with" ? valueNames(document, blocks) : [];
}

/** The settings of a block whose names the file decides: members of a portfolio, values of their parameters. */
export function namesOfSettings(document: Document, { blocks }: Cursor): readonly string[] {
  if (blocks[0] !== "portfolio") return [];
  if (blocks.length === 1) return strategyNames(document);
  return blocks.at(-1) === "with" ? valueNames(document, blocks) : [];
}

const strategyNames = ({ recent }: Document): readonly string[] =>
  recent.file.declarations.flatMap((each) => (each.kind === "strategy" ? [each.name.text] : []));

const strategyNamed = ({ recent }: Document, name: string): CheckedStrategy | undefined =>
  recent.strategies.find((each) => each.name === name);

function searchedNames(document: Document, subject: string): readonly string[] {
  const strategy = strategyNamed(document, subject);
  return ["all", ...(strategy?.parameters ?? []).filter(({ count }) => count > 1).map(({ name }) => name)];
}

/** Parameters of a portfolio's member: the block around is called like it, which is that of its strategy unless `of` says another. */
function valueNames(document: Document, blocks: readonly string[]): readonly string[] {
  const member = blocks.at(-2) ?? "";
  const portfolio = document.recent.file.declarations.flatMap((each) =>
    each.kind === "portfolio" ? each.settings : [],
  );
  const block = portfolio.find(({ name }) => name.text === member)?.value;
  const of =
    block?.kind === "block" ? block.settings.find(({ name }) => name.text === "of")?.value : undefined;
  const strategy = strategyNamed(document, of?.kind === "name" ? of.text : member);
  return strategy?.parameters.map(({ name }) => name) ?? [];
}

/** What a test can name of its strategy: parameters behind `with`, values behind `expect`. */
export function namesForTest(document: Document, { subject }: Cursor, first: string): readonly string[] {
  const strategy = strategyNamed(document, subject);
  if (strategy === undefined) return [];
  if (first === "with") return strategy.parameters.map(({ name }) => name);
  return [...strategy.lets, ...strategy.states].map(({ name }) => name);
}
