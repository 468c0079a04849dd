import { diagnosticCodes, failureCodes } from "../../cli/codes.js";
import { exampleFiles } from "../../compiler/diagnostics/example.js";
import { check, memoryHost } from "../../compiler/index.js";
import { createSource, parse, renderDiagnostic } from "../../lang/index.js";
import { callable, calls } from "./operations.js";
import type { Page } from "./page.js";

const unmarked = (program: string) => program.replaceAll("[[", "").replaceAll("]]", "").trim();

const modules = memoryHost(exampleFiles);

type Code = (typeof diagnosticCodes)[number];

/** What the terminal shows of the bad program. */
function shown({ code, bad }: Code): readonly string[] {
  const source = createSource("bad.sage", `${unmarked(bad)}\n`);
  const found = [...check(source, { modules }).diagnostics, ...parse(source).diagnostics].find(
    (each) => each.code === code,
  );
  if (found === undefined) return [];
  return ["It says:", "", "```", renderDiagnostic(found, source, { width: 100 }), "```", ""];
}

/** Operations that the words about a code name. */
function related({ explanation, bad }: Code): readonly string[] {
  const marked = /\[\[(.*)\]\]/s.exec(bad)?.[1] ?? "";
  const names = callable.filter(({ name }) => calls(`${explanation} ${marked}`, name));
  const links = names.map(({ name }) => `[${name}](../operations/${name}.md)`);
  return links.length === 0 ? [] : [`Operations: ${links.join(", ")}.`, ""];
}

const program = (text: string): readonly string[] => ["```sage", unmarked(text), "```", ""];

function pageOf(definition: Code): Page {
  const { code, severity, summary, explanation, bad, good } = definition;
  const text = [
    `# ${code}: ${summary}`,
    "",
    `*${severity}*`,
    "",
    explanation.trim(),
    "",
    "## Causes it",
    "",
    ...program(bad),
    ...shown(definition),
    "## Does not",
    "",
    ...program(good),
    ...related(definition),
  ].join("\n");
  return { path: `diagnostics/${code}.md`, text: `${text.trim()}\n` };
}

const families: Readonly<Record<string, string>> = {
  "10": "Reading",
  "20": "Names and modules",
  "21": "Types, units and ranges",
  "30": "When a value is known",
  "31": "Slower timeframes and feeds",
  "32": "Warm-up and memory",
  "40": "Orders, sizes and costs",
  "50": "Models",
  "60": "Parameters, searches and portfolios",
  "70": "Tests",
  "90": "The program itself",
};

/** A page for each code, and their index by family. */
export function diagnosticPages(): readonly Page[] {
  const groups = [...new Set(diagnosticCodes.map(({ code }) => code.slice(4, 6)))];
  const lists = groups.map((group) => {
    const rows = diagnosticCodes
      .filter(({ code }) => code.slice(4, 6) === group)
      .map(({ code, severity, summary }) => `| [${code}](${code}.md) | ${severity} | ${summary} |`);
    return `## ${families[group] ?? group}\n\n| code | severity | summary |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  const failures = Object.entries(failureCodes).map(([code, meaning]) => `| ${code} | ${meaning} |`);
  const index = `# Diagnostics\n\nEvery code that \`sage check\` can give. \`sage explain CODE\` shows the same in a terminal. A warning is silenced on the next statement by \`// sage-allow CODE: reason\`; errors cannot be silenced.\n\n${lists.join("\n")}\n## Failures\n\nWhat can go wrong outside a program: data, runs, compiled files, commands.\n\n| code | means |\n| --- | --- |\n${failures.join("\n")}\n`;
  return [{ path: "diagnostics/index.md", text: index }, ...diagnosticCodes.map(pageOf)];
}
