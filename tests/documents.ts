import * as z from "zod";
import { diagnosticCodes, failureCodes } from "../cli/codes.js";
import { publishedSchemas } from "../cli/schemas.js";
import { aliases, operations, type Operation, type Parameter } from "../kernels/catalog/index.js";

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

/** All pages that are generated from the program's own declarations. */
export function generatedPages(): readonly Page[] {
  return [...diagnosticPages(), operationsPage(), ...schemaPages()];
}
