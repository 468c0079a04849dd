import * as z from "zod";
import { diagnosticCodes, failureCodes } from "../cli/codes.js";
import { publishedSchemas } from "../cli/schemas.js";
import type { NameCard } from "../compiler/index.js";
import { aliases, operations, type Operation, type Parameter } from "../kernels/catalog/index.js";

import { libraryCards } from "../stdlib/testing/cards.js";
import { peers } from "../stdlib/testing/peers.js";
import { moduleNames, readModule, valuesOf, type LibraryFunction } from "../stdlib/testing/read-module.js";

/** One generated page: its path below `docs/` and its text. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const unmarked = (program: string) => program.replaceAll("[[", "").replaceAll("]]", "").trim();

function diagnosticPages(): readonly Page[] {
  const pages = diagnosticCodes.map(({ code, severity, summary, explanation, bad, good }) => ({
    path: `diagnostics/${code}.md`,
    text: `# ${code}: ${summary}\n\n*${severity}*\n\n${explanation.trim()}\n\n## Causes it\n\n\`\`\`sage\n${unmarked(bad)}\n\`\`\`\n\n## Does not\n\n\`\`\`sage\n${unmarked(good)}\n\`\`\`\n`,
  }));
  const rows = diagnosticCodes.map(
    ({ code, severity, summary }) => `| [${code}](${code}.md) | ${severity} | ${summary} |`,
  );
  const failures = Object.entries(failureCodes).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  const index = `# Diagnostics\n\nEvery code that \`sage check\` can give. \`sage explain CODE\` shows the same in a terminal.\n\n| code | severity | summary |\n| --- | --- | --- |\n${rows.join("\n")}\n\n## Failures\n\nWhat can go wrong outside a program: data, runs, compiled files, commands.\n\n| code | means |\n| --- | --- |\n${failures.join("\n")}\n`;
  return [{ path: "diagnostics/index.md", text: index }, ...pages];
}

function describeParameter(parameter: Parameter): string {
  const { name, summary } = parameter;
  if (parameter.kind === "choice")
    return `- \`${name}\`: ${parameter.choices.map((choice) => `\`${choice}\``).join(" or ")} (the first is the default). ${summary}`;
  const [low, high] =
    parameter.kind === "length"
      ? [parameter.low, parameter.high]
      : [parameter.range.low, parameter.range.high];
  const fallback = parameter.fallback === undefined ? "" : `, default ${parameter.fallback}`;
  const range = `${low === -Infinity ? "any" : low} to ${high === Infinity ? "any" : high}`;
  return `- \`${name}\`: ${parameter.kind === "length" ? "whole bars" : "number"}, ${range}${fallback}. ${summary}`;
}

function describeOperation(operation: Operation): string {
  const names = [...operation.inputs, ...operation.parameters].map(({ name }) => name);
  const also = Object.entries(aliases).flatMap(([alias, name]) =>
    name === operation.name ? [`\`${alias}\``] : [],
  );
  const [only] = operation.outputs;
  const gives =
    operation.outputs.length === 1
      ? [`Gives: ${only.summary}`]
      : [
          "Gives a record:",
          "",
          ...operation.outputs.map(({ name, summary }) => `- \`.${name}\`: ${summary}`),
        ];
  const takes = [
    ...operation.inputs.map(({ name, summary }) => `- \`${name}\`: ${summary}`),
    ...operation.parameters.map(describeParameter),
  ];
  return [
    `### \`${operation.name}(${names.join(", ")})\``,
    "",
    `${operation.summary}${also.length > 0 ? ` Also written ${also.join(", ")}.` : ""}`,
    "",
    `    ${operation.formula}`,
    "",
    ...takes,
    ...(takes.length > 0 ? [""] : []),
    ...gives,
    "",
    ...(operation.bar.length > 0 ? [`Reads of the bar: ${operation.bar.join(", ")}.`, ""] : []),
    `*${operation.source}*`,
    "",
  ].join("\n");
}

function operationsPage(): Page {
  const calls = operations.filter(({ surface }) => surface === "call");
  const families = [...new Set(calls.map(({ family }) => family))];
  const sections = families.map((family) => {
    const members = calls.filter((operation) => operation.family === family);
    return `## ${family}\n\n${members.map(describeOperation).join("\n")}`;
  });
  const text = `# Operations\n\nEverything that a strategy can call, from the one catalogue that the compiler, the engine and the tests read.\n\n${sections.join("\n")}`;
  return { path: "operations.md", text: `${text.trim()}\n` };
}

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
  ].join("\n");
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
  const index = `# The standard library\n\nWritten in the language itself, in \`stdlib/\`. Operations that need no \`use\` are in [operations](../operations.md); where a function of TA-Lib or Pine is found, in [peers](peers.md).\n\n| module | functions | |\n| --- | --- | --- |\n${list.join("\n")}\n`;
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
  return [...diagnosticPages(), operationsPage(), ...libraryPages(), ...schemaPages()];
}
