import * as z from "zod";
import { publishedSchemas } from "../cli/schemas.js";
import type { NameCard } from "../compiler/index.js";
import { diagnosticPages } from "./documents/diagnostics.js";
import { callable, calls, libraryBodies, operationPages } from "./documents/operations.js";
import type { Page } from "./documents/page.js";
import { referencePages } from "./documents/reference.js";
import { libraryCards } from "../stdlib/testing/cards.js";
import { peers } from "../stdlib/testing/peers.js";
import { moduleNames, readModule, valuesOf, type LibraryFunction } from "../stdlib/testing/read-module.js";

function schemaPages(): readonly Page[] {
  return Object.entries(publishedSchemas).map(([name, schema]) => ({
    path: `schemas/${name}.schema.json`,
    text: `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`,
  }));
}

function describeCard({ what, range, first, settled }: NameCard): string {
  const bound = (value: number): string =>
    Number.isFinite(value) ? String(Number(value.toPrecision(6))) : "any";
  const within = range === null ? "" : `, ${bound(range.low)} to ${bound(range.high)}`;
  const forgets = settled === null ? "never forgets its start for sure" : `settled after ${settled} bars`;
  return `${what}${within}; first value after ${first} bars, ${forgets}`;
}

function describeFunction(own: LibraryFunction, cards: ReadonlyMap<string, NameCard>): string {
  const values = valuesOf(own).flatMap((expression) => {
    const card = cards.get(expression);
    return card === undefined ? [] : [`- \`${expression}\`: ${describeCard(card)}.`];
  });
  return [
    `## \`${own.signature.replaceAll(/\s+/g, " ").replace("( ", "(").replace(" )", ")")}\``,
    "",
    own.meaning,
    "",
    `    ${own.labels.get("Formula") ?? ""}`,
    "",
    ...values,
    "",
    `*${own.labels.get("Source") ?? ""}*`,
    "",
    ...operationsIn(own),
  ].join("\n");
}

/** Links to the operations that the body of a function calls. */
function operationsIn({ module, name }: LibraryFunction): readonly string[] {
  const body = libraryBodies().find((each) => each.module === module && each.name === name)?.text ?? "";
  const links = callable
    .filter((each) => calls(body, each.name))
    .map((each) => `[${each.name}](../operations/${each.name}.md)`);
  return links.length === 0 ? [] : [`Made of ${links.join(", ")}.`, ""];
}

function libraryPages(): readonly Page[] {
  const modules = moduleNames();
  const pages = modules.map((name) => {
    const cards = libraryCards(name);
    const functions = readModule(name);
    const head = `# std.${name}\n\n\`use std.${name}\` makes its ${functions.length} functions known as \`${name}.…\`. What each gives was found by the compiler, at the values of the example and for bars of an hour.\n\n`;
    const text = head + functions.map((each) => describeFunction(each, cards)).join("\n");
    return { path: `library/${name}.md`, text: `${text.trim()}\n` };
  });
  const list = modules.map((name) => {
    const names = readModule(name).map((each) => `\`${each.name}\``);
    return `| [std.${name}](${name}.md) | ${names.length} | ${names.join(", ")} |`;
  });
  const count = moduleNames().reduce((sum, name) => sum + readModule(name).length, 0);
  const index = `# The standard library\n\nWritten in the language itself, in \`stdlib/\`: ${count} functions, each compared with values from outside. Operations that need no \`use\` are in [operations](../operations/index.md); where a function of TA-Lib or Pine is found, in [peers](peers.md).\n\n| module | functions | |\n| --- | --- | --- |\n${list.join("\n")}\n`;
  return [{ path: "library/index.md", text: index }, peersPage(), ...pages];
}

function peersPage(): Page {
  const groups = [...new Set(peers.map(({ group }) => group))];
  const sections = groups.map((group) => {
    const members = peers.filter((peer) => peer.group === group);
    const list = members.map(({ name, here, note }) => {
      const names = here === "" ? [] : here.split(", ").map((each) => `\`${each}\``);
      return `| ${name} | ${names.join(", ")} | ${note} |`;
    });
    return `## ${group}\n\n| there | here | |\n| --- | --- | --- |\n${list.join("\n")}\n`;
  });
  const text = `# Coming from TA-Lib or Pine\n\nNames with a dot are functions of the library (\`use std.average\` for \`average.dema\`), the others operations of the language. Candle patterns are in [std.candles](candles.md).\n\n${sections.join("\n")}`;
  return { path: "library/peers.md", text };
}

/** All pages that are generated from the program's own declarations. */
export function generatedPages(): readonly Page[] {
  return [
    ...diagnosticPages(),
    ...referencePages(),
    ...operationPages(),
    ...libraryPages(),
    ...schemaPages(),
  ];
}
