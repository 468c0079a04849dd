import type * as tree from "../../../lang/tree.js";
import type { Identifier, Setting } from "../../../lang/tree.js";
import { suggest } from "../../../lang/diagnostics/suggest.js";
import type { CheckedAlgorithm, CheckedOption, CheckedTrain } from "../../checked.js";
import { unknownName } from "../../diagnostics/sage2001-unknown-name.js";
import { typeDiffers } from "../../diagnostics/sage2101-type-differs.js";
import { unknownOption } from "../../diagnostics/sage5009-unknown-option.js";
import { noSeed } from "../../diagnostics/sage5010-no-seed.js";
import { findLearner, learnerNames, type Learner } from "../../models/learners.js";
import { describeOption, fallbackOf, type ModelOption } from "../../models/option.js";
import { trainOptions } from "../../models/training.js";
import { expressionOf } from "../costs.js";
import { textAt } from "../program.js";
import type { Context, Resolving } from "../resolving.js";
import { asking } from "../rules.js";
import { oneOf, wordOf } from "../words.js";

/** Where settings stand: the model, and what can be named in them. */
export interface SettingsPlace {
  readonly model: tree.Model;
  readonly context: Context;
  readonly features: readonly string[];
}

type AlgorithmPart = Extract<tree.ModelPart, { kind: "algorithm" }>;
type TrainPart = Extract<tree.ModelPart, { kind: "train" }>;

/** `algorithm boosted_trees { … }`; undefined when it is missing or nobody knows it. */
export function readAlgorithm(
  part: AlgorithmPart | undefined,
  place: SettingsPlace,
  resolving: Resolving,
): CheckedAlgorithm | undefined {
  if (part === undefined) return undefined;
  const learner = findLearner(part.name.text);
  if (learner === undefined) {
    reportUnknown(part.name, "learner", "`algorithm`", learnerNames, resolving);
    return undefined;
  }
  const options = readOptions(part.settings, learner.options, `\`${part.name.text}\``, place, resolving);
  if (!resolving.file.isBroken(part.span)) reportMissing(part, learner, options, resolving);
  return { learner, options, declaration: part };
}

/** `train { … }`: from what, how often, and how it is judged. */
export function readTrain(
  part: TrainPart | undefined,
  place: SettingsPlace,
  resolving: Resolving,
): CheckedTrain {
  const options = readOptions(part?.settings ?? [], trainOptions, "`train`", place, resolving);
  return { options, declaration: part };
}

function readOptions(
  settings: readonly Setting[],
  declared: readonly ModelOption[],
  of: string,
  place: SettingsPlace,
  resolving: Resolving,
): ReadonlyMap<string, CheckedOption> {
  const options = new Map<string, CheckedOption>();
  for (const setting of settings) {
    const option = declared.find(({ name }) => name === setting.name.text);
    if (option === undefined) {
      reportUnknown(
        setting.name,
        "setting",
        of,
        declared.map(({ name }) => name),
        resolving,
      );
      continue;
    }
    const value = readOption(setting, option, place, resolving);
    if (value !== undefined && !options.has(option.name)) options.set(option.name, value);
  }
  return options;
}

function reportUnknown(
  { text: name, span }: Identifier,
  kind: "learner" | "setting",
  of: string,
  known: readonly string[],
  resolving: Resolving,
): void {
  const suggestion = suggest(name, known);
  resolving.report(
    unknownOption({
      span,
      holes: { kind, name, of, suggestion, known },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

function readOption(
  setting: Setting,
  option: ModelOption,
  place: SettingsPlace,
  resolving: Resolving,
): CheckedOption | undefined {
  const what = `\`${option.name}\``;
  switch (option.kind) {
    case "number":
    case "length":
    case "truth": {
      const expression = expressionOf(setting, fallbackOf(option) ?? "24 bars", resolving);
      if (expression === undefined) return undefined;
      const ask = asking(place.context, resolving);
      if (option.kind === "truth") {
        ask(expression, { what, type: "truth", unit: "any", stage: "parameter" });
        return { kind: "truth", expression };
      }
      const { low } = option;
      if (option.kind === "length") ask(expression, { what, unit: "length", stage: "parameter", low });
      else ask(expression, { what, stage: "parameter", low, high: option.high, over: option.over === true });
      return { kind: "number", expression, divisor: 1 };
    }
    case "choice": {
      const word = wordOf(setting);
      if (word === undefined) reportShape(setting, option, resolving);
      return { kind: "word", word: oneOf(word, option.choices, option.choices[0], resolving.report) };
    }
    case "text":
      if (setting.value.kind === "text") return { kind: "word", word: setting.value.value };
      break;
    case "date":
      if (setting.value.kind === "date") return { kind: "time", milliseconds: setting.value.milliseconds };
      break;
    case "features":
      if (setting.value.kind === "list") return readNames(setting.value.items, place, resolving);
      break;
    case "weights": {
      if (setting.value.kind !== "list") break;
      const ask = asking(place.context, resolving);
      const { items } = setting.value;
      for (const item of items) ask(item, { what, stage: "parameter", low: 0, high: 1e9, over: true });
      return { kind: "numbers", expressions: items };
    }
  }
  reportShape(setting, option, resolving);
  return undefined;
}

function reportShape({ name, value }: Setting, option: ModelOption, resolving: Resolving): void {
  if (value.kind === "damaged") return;
  const text = textAt(resolving.source, value.span);
  resolving.report(
    typeDiffers({
      span: value.span,
      holes: { message: `\`${name.text}\` cannot be \`${text}\``, label: describeOption(option) },
    }),
  );
}

/** Features by their names; all members of a family by the family's. */
function readNames(
  items: readonly tree.Expression[],
  { features }: SettingsPlace,
  resolving: Resolving,
): CheckedOption {
  const names: string[] = [];
  for (const item of items) {
    const text = textAt(resolving.source, item.span);
    const found = features.filter((name) => name === text || name.startsWith(`${text}[`));
    names.push(...found);
    if (found.length > 0 || item.kind === "damaged") continue;
    const suggestion = suggest(text, features);
    const { span } = item;
    resolving.report(
      unknownName({
        span,
        holes: { kind: "field", name: text, suggestion, of: "features", known: features.slice(0, 8) },
        fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
      }),
    );
  }
  return { kind: "names", names };
}

/** What has to be written and is not. */
function reportMissing(
  part: AlgorithmPart,
  { options }: Learner,
  given: ReadonlyMap<string, CheckedOption>,
  resolving: Resolving,
): void {
  for (const option of options) {
    const written = part.settings.some(({ name }) => name.text === option.name);
    if (option.required !== true || given.has(option.name) || written) continue;
    const [first] = part.settings;
    const example = option.kind === "text" ? option.example : "7";
    const line = `${option.name}: ${example}`;
    const brace = resolving.source.text.indexOf("{", part.name.span.end);
    const at = first?.span.start ?? brace + 1;
    const text = first === undefined ? ` ${line} ` : `${line}\n      `;
    resolving.report(
      noSeed({
        span: part.name.span,
        holes: { learner: part.name.text, option: option.name, line },
        fixes: [{ title: `Add \`${line}\``, edits: [{ span: { start: at, end: at }, text }] }],
      }),
    );
  }
}
