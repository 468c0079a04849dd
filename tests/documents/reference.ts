import { learners } from "../../compiler/models/learners.js";
import { describeOption, fallbackOf, type ModelOption } from "../../compiler/models/option.js";
import { trainOptions } from "../../compiler/models/training.js";
import { labels } from "../../compiler/models/labels.js";
import { operationOf } from "../../compiler/catalogue.js";
import { unitFunctions } from "../../compiler/passes/scope.js";
import { sections } from "../../compiler/sections.js";
import {
  fileSnippets,
  frameSnippets,
  functionSnippets,
  memberSnippets,
  modelSnippets,
  protectionSnippets,
  testSnippets,
} from "../../editor/server/snippets.js";
import { providedMeanings, typeMeanings, wordMeanings } from "../../editor/server/words.js";
import { findOperation } from "../../kernels/catalog/index.js";
import { unitMilliseconds } from "../../lang/literals.js";
import { blocks } from "../../lang/parser/blocks.js";
import { powerOf, powers } from "../../lang/parser/chain.js";
import { futureWords, words } from "../../lang/tokens.js";
import type { BinaryOperator } from "../../lang/tree.js";
import { alternatives, layOut, productions } from "./grammar.js";
import type { Page } from "./page.js";

const escaped = (text: string): string => text.replaceAll("|", "\\|");
const quoted = (values: readonly string[]): string => values.map((each) => `\`${each}\``).join(", ");

// ------------------------------------------------------------------------------------------------ statements

const places = [
  { block: blocks.file, title: "In a file", snippets: fileSnippets },
  { block: blocks.strategy, title: "In a strategy", snippets: memberSnippets },
  { block: blocks.protections, title: "In the braces of an `enter`", snippets: protectionSnippets },
  { block: blocks.frame, title: "In a `frame`", snippets: frameSnippets },
  { block: blocks.model, title: "In a `model`", snippets: modelSnippets },
  { block: blocks.function, title: "In a function", snippets: functionSnippets },
  { block: blocks.test, title: "In a test", snippets: testSnippets },
];

/** The text of an editor's snippet with its places filled in as they are offered. */
function filled(snippet: string): string {
  return snippet
    .replaceAll(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, "$1")
    .replaceAll(/\$\{\d+:([^}]*)\}/g, "$1")
    .replaceAll(/\$\d/g, "…");
}

function syntaxOf(word: string): string {
  const all = productions();
  const begins = (text: string): boolean =>
    text.startsWith(`"${word}"`) || new RegExp(`^\\( (?:"\\w+" \\| )*"${word}"`).test(text);
  const own = all.find(({ reads }) => begins(reads));
  if (own !== undefined) return layOut(own);
  for (const each of all) {
    const way = alternatives(each.reads).find(begins);
    if (way !== undefined) return layOut({ ...each, reads: way });
  }
  return "";
}

function statementsPage(): Page {
  const parts = places.map(({ block, title, snippets }) => {
    const items = block.words.map((word) => {
      const examples = snippets.filter((each) => each.word.split(" ")[0] === word);
      return [
        `### \`${word}\``,
        "",
        wordMeanings[word] ?? "",
        "",
        "```ebnf",
        syntaxOf(word),
        "```",
        "",
        ...examples.flatMap((each) => ["```", filled(each.text), "```", ""]),
      ].join("\n");
    });
    return `## ${title}\n\n${items.join("\n")}`;
  });
  const text = `# Statements\n\nEvery statement begins with a word; there are no separators. What stands in quotes is written as it is, \`[ … ]\` may be left out, \`{ … }\` stands any number of times. The names of the rules are in the [grammar](grammar.md), settings in [settings](settings.md).\n\n${parts.join("\n")}`;
  return { path: "reference/statements.md", text: `${text.trim()}\n` };
}

// -------------------------------------------------------------------------------------------------- settings

function optionRows(options: readonly ModelOption[]): readonly string[] {
  return options.map((option) => {
    const left = option.required === true ? "has to be written" : (fallbackOf(option) ?? "");
    return `| \`${option.name}\` | ${describeOption(option)} | ${left} | ${escaped(option.summary)} |`;
  });
}

const optionHead = ["| setting | may be | left out | |", "| --- | --- | --- | --- |"];

function settingsPage(): Page {
  const parts = Object.values(sections).map(({ heading, meaning, settings }) => {
    const rows = Object.entries(settings).map(
      ([name, each]) =>
        `| \`${name}\`${each.needed === true ? " (needed)" : ""} | ${escaped(each.meaning)} | ${quoted(each.values)} |`,
    );
    return [
      `## \`${heading}\``,
      "",
      meaning,
      "",
      "| setting | | for example |",
      "| --- | --- | --- |",
      ...rows,
      "",
    ].join("\n");
  });
  const learning = learners.map(({ name, aliases, summary, source, learns, options }) =>
    [
      `## \`algorithm ${name} { … }\``,
      "",
      `${summary}${aliases.length > 0 ? ` Also written ${quoted(aliases)}.` : ""} Learns ${learns.join(", ")}.`,
      "",
      ...optionHead,
      ...optionRows(options),
      "",
      `*${source}*`,
      "",
    ].join("\n"),
  );
  const train = [
    "## `train { … }`",
    "",
    wordMeanings["train"],
    "",
    ...optionHead,
    ...optionRows(trainOptions),
  ];
  const text = `# Settings\n\nThe blocks of settings and what each setting means, from the tables that the checker and the editors read. Of words to choose from the first is the default.\n\n${[...parts, ...learning, train.join("\n")].join("\n")}`;
  return { path: "reference/settings.md", text: `${text.trim()}\n` };
}

// ----------------------------------------------------------------------------------------------------- words

function inWords(milliseconds: number): string {
  const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
  if (milliseconds === second) return "a second";
  if (milliseconds <= hour) {
    const [length, word] = milliseconds === minute ? [second, "seconds"] : [minute, "minutes"];
    return `${milliseconds / length} ${word}`;
  }
  return milliseconds === day ? `${day / hour} hours` : `${milliseconds / day} days`;
}

function namesPage(): Page {
  const roles = ["declaration", "statement", "operator", "value", "connective"] as const;
  const lists = roles.map((role) => {
    const rows = words
      .filter((word) => word.role === role)
      .map(
        ({ text, reserved }) =>
          `| \`${text}\` | ${reserved ? "yes" : ""} | ${escaped(wordMeanings[text] ?? "")} |`,
      );
    return `### ${role}\n\n| word | reserved | |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
  });
  const provided = Object.entries(providedMeanings).map(
    ([name, { what, meaning }]) => `| \`${name}\` | ${what} | ${meaning} |`,
  );
  const types = Object.entries(typeMeanings).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`);
  const units = [...unitMilliseconds].map(
    ([unit, milliseconds]) => `| \`1${unit}\` | ${inWords(milliseconds)} |`,
  );
  const unitCalls = unitFunctions.map((name) => `\`${name}(…)\``).join(", ");
  const text = [
    "# Words, names, types and units",
    "",
    "## Words",
    "",
    "A reserved word can never be a name. The others are names wherever they cannot be the statement.",
    "",
    ...lists,
    `Kept for later editions, and so no names either: ${quoted([...futureWords])}.`,
    "",
    "## Names that are there",
    "",
    "| name | is | |",
    "| --- | --- | --- |",
    ...provided,
    "",
    "## Types",
    "",
    "For the parameters and results of functions. `?` behind a type: the value may be missing.",
    "",
    "| type | |",
    "| --- | --- |",
    ...types,
    "",
    "## Durations",
    "",
    "A month is 30 days and a year 365, wherever a length is meant.",
    "",
    "| written | is |",
    "| --- | --- |",
    ...units,
    "",
    "## Numbers with a unit",
    "",
    `${unitCalls} give a plain number its unit. \`12 bars\` and \`2 ticks\` have theirs, \`25%\` is 0.25. \`0\` fits every unit.`,
    "",
  ].join("\n");
  return { path: "reference/names.md", text };
}

// ------------------------------------------------------------------------------------------------- operators

function operatorRows(): readonly string[] {
  const binary = Object.entries(operationOf).map(([sign, name]) => ({
    sign: `a ${sign} b`,
    power: powerOf(signOf(sign)),
    meaning: findOperation(name)?.summary ?? "",
  }));
  const others = [
    { sign: "not a", power: powers.not, meaning: findOperation("not")?.summary ?? "" },
    { sign: "-a", power: powers.negation, meaning: findOperation("negate")?.summary ?? "" },
    {
      sign: "a crosses above b",
      power: powers.comparison,
      meaning: findOperation("crosses_above")?.summary ?? "",
    },
    {
      sign: "a crosses below b",
      power: powers.comparison,
      meaning: findOperation("crosses_below")?.summary ?? "",
    },
    { sign: "a in low..high", power: powers.comparison, meaning: findOperation("within")?.summary ?? "" },
  ];
  return [...binary, ...others]
    .toSorted((a, b) => b.power - a.power)
    .map(({ sign, power, meaning }) => `| ${power} | \`${escaped(sign)}\` | ${escaped(meaning)} |`);
}

function isOperator(sign: string): sign is BinaryOperator {
  return Object.hasOwn(operationOf, sign);
}

function signOf(sign: string): BinaryOperator {
  if (!isOperator(sign)) throw new Error(`no operator ${sign}`);
  return sign;
}

function operatorsPage(): Page {
  const text = [
    "# Operators",
    "",
    "From the strongest to the weakest; those of one strength are read from left to right. Comparisons do not follow each other: write `a < b and b < c`. Calls `f(x)`, fields `x.y` and history `x[n]` bind more strongly than all of them; `if … then … else …` takes all that follows.",
    "",
    "| strength | written | |",
    "| ---: | --- | --- |",
    ...operatorRows(),
    `| | \`x[n]\` | ${findOperation("history")?.summary ?? ""} |`,
    `| | \`if c then x else y\` | ${findOperation("select")?.summary ?? ""} |`,
    "",
    "## In targets only",
    "",
    "`ahead(x, n)` is the value n bars later. These look ahead through it:",
    "",
    "| written | |",
    "| --- | --- |",
    ...labels.map(({ operation }) => {
      const names = [...operation.inputs, ...operation.parameters].map(({ name }) => name);
      return `| \`${operation.name}(${names.join(", ")})\` | ${escaped(operation.summary)} |`;
    }),
    "",
  ].join("\n");
  return { path: "reference/operators.md", text };
}

// --------------------------------------------------------------------------------------------------- grammar

const letters = [
  ["NAME", "a letter or `_`, then letters, digits and `_`; ASCII only, and no reserved word"],
  ["NUMBER", "digits with `_` between them, a fraction, an exponent: `1_000`, `0.5`, `1e-6`"],
  ["PERCENT", "a number and `%`"],
  ["DURATION", "a number and a unit of time: `15m`, `4h`, `2d`"],
  ["DATE", "`2024-01-31`, `2024-01-31T12:00`, UTC"],
  ["TEXT", 'characters in `"`, on one line; `\\n`, `\\t`, `\\"`, `\\\\`'],
  ["OPERATOR", "an [operator](operators.md) between two values"],
  ["RESERVED", "a reserved [word](names.md)"],
] as const;

function grammarPage(): Page {
  const text = [
    "# Grammar",
    "",
    "Written out from the grammar that the parser itself runs. A statement begins on a line of its own; `//` begins a comment and `///` a text that belongs to the declaration below it. Between settings a comma may stand. The value of an `expression` is grouped by the strengths of its [operators](operators.md).",
    "",
    "```ebnf",
    ...productions().map(layOut),
    "```",
    "",
    "| | |",
    "| --- | --- |",
    ...letters.map(([name, meaning]) => `| ${name} | ${meaning} |`),
    "",
  ].join("\n");
  return { path: "reference/grammar.md", text };
}

function indexPage(): Page {
  const text = `# Reference

Written from the tables that the compiler, the editors and the tests read.

| page | |
| --- | --- |
| [Statements](statements.md) | what can be written, with its syntax and an example |
| [Settings](settings.md) | \`market\`, \`costs\`, \`fills\`, \`experiment\`, \`train\` … and what each setting means |
| [Operators](operators.md) | meaning and strength; functions of targets |
| [Words, names, types and units](names.md) | every word, every name that is there, types, durations |
| [Grammar](grammar.md) | EBNF |
| [Operations](../operations/index.md) | everything that can be called without \`use\`, a page each |
| [Library](../library/index.md) | functions written in the language |
| [Diagnostics](../diagnostics/index.md) | every code, with a bad and a good program |
| [Metrics](../metrics.md) | the formula of every number of a report |
`;
  return { path: "reference/index.md", text };
}

/** The language reference. */
export function referencePages(): readonly Page[] {
  return [indexPage(), statementsPage(), settingsPage(), operatorsPage(), namesPage(), grammarPage()];
}
