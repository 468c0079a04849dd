import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type CompletionList,
} from "vscode-languageserver";
import { catalogue } from "../../compiler/catalogue.js";
import { describeUnit } from "../../compiler/passes/format.js";
import { placeOf, type Place } from "./completion-place.js";
import { cursorAt, type Cursor } from "./cursor.js";
import { exportsOf, findFunction, moduleCalled, type UsedModule } from "./modules.js";
import { labelNames } from "../../compiler/models/labels.js";
import { prefixOf } from "../../compiler/modules/load.js";
import { standardNames } from "../../compiler/modules/standard.js";
import type { Document } from "./document.js";
import { libraryItems, describeLibraryItem, unusedModule } from "./completion-library.js";
import { namesForSetting, namesForTest, namesOfSettings } from "./completion-studies.js";
import { classesAsked, namesInSight, type NameInSight } from "./names.js";
import {
  findCallable,
  functionSignature,
  operationCard,
  operationSignature,
  showSignature,
} from "./operations.js";
import { settingsOf } from "./sections.js";
import { typeMeanings, wordMeanings } from "./words.js";

export interface CompletionOptions {
  /** The client fills in places of a snippet. */
  readonly snippets: boolean;
}

/** An offer with its rank: 0 fits, 9 is only possible. */
interface Offer {
  readonly item: CompletionItem;
  readonly rank: number;
}

/** What can be written at a place, the fitting first. */
export function completionsAt(
  document: Document,
  offset: number,
  options: CompletionOptions,
): CompletionList {
  const cursor = cursorAt(document.source, offset);
  const range = document.positions.toRange(cursor.replaced);
  const offers = offersOf(document, offset, cursor, options);
  const items = offers.map(({ item, rank }) => ({
    ...item,
    sortText: `${rank}${item.label}`,
    textEdit: { range, newText: item.insertText ?? item.label },
  }));
  return { isIncomplete: false, items: items.toSorted((a, b) => (a.sortText < b.sortText ? -1 : 1)) };
}

/** The long text of an offer, fetched when a reader stops at it. */
export function resolveCompletion(item: CompletionItem): CompletionItem {
  const operation = item.kind === CompletionItemKind.Function ? findCallable(item.label) : undefined;
  if (operation === undefined) {
    const about = describeLibraryItem(item.data);
    if (about === undefined) return item;
    const { detail, documentation } = about;
    return { ...item, detail, documentation: { kind: MarkupKind.Markdown, value: documentation } };
  }
  const value = operationCard(operation, item.label).join("\n\n");
  return { ...item, documentation: { kind: MarkupKind.Markdown, value } };
}

function offersOf(
  document: Document,
  offset: number,
  cursor: Cursor,
  options: CompletionOptions,
): readonly Offer[] {
  const place = placeOf(cursor);
  switch (place.kind) {
    case "nothing":
      return [];
    case "statement":
      return place.snippets.map(({ word, text, detail }) => ({
        rank: 0,
        item: {
          label: word,
          kind: CompletionItemKind.Snippet,
          detail,
          ...(options.snippets
            ? { insertText: text, insertTextFormat: InsertTextFormat.Snippet }
            : { insertText: word }),
        },
      }));
    case "module":
      return standardNames.map((name) => ({
        rank: 0,
        item: {
          label: cursor.object === "std" ? name.slice("std.".length) : name,
          kind: CompletionItemKind.Module,
        },
      }));
    case "type":
      return Object.entries(typeMeanings).map(([label, documentation]) => ({
        rank: 0,
        item: { label, kind: CompletionItemKind.TypeParameter, documentation },
      }));
    case "strategy name":
      return document.recent.file.declarations.flatMap((each) =>
        each.kind === "strategy"
          ? [{ rank: 0, item: { label: each.name.text, kind: CompletionItemKind.Class } }]
          : [],
      );
    case "field":
      return fieldOffers(document, offset, place.object);
    case "setting":
      return settingOffers(document, place.heading, cursor);
    case "setting value":
      return valueOffers(document, place, cursor);
    case "name in message":
      return namesInSight(document, offset)
        .filter((each) => isReadable(each, { context: "plain" }))
        .map((each) => nameOffer(each, ""));
    case "name of test":
      return testOffers(document, cursor, place.first);
    case "words":
      return place.words.map((label, rank) => ({ rank: Math.min(9, rank), item: wordItem(label) }));
    case "expression":
      return expressionOffers(document, offset, cursor, place);
  }
}

function testOffers(document: Document, cursor: Cursor, first: string): readonly Offer[] {
  const words = first === "expect" ? ["enter", "exit", "no", "nothing", "stop", "take"] : [];
  const names = namesForTest(document, cursor, first);
  return [
    ...words.map((label) => ({ rank: 0, item: wordItem(label) })),
    ...names.map((label) => ({ rank: 1, item: { label, kind: CompletionItemKind.Variable } })),
  ];
}

const wordItem = (label: string): CompletionItem => ({
  label,
  kind: /^\d/.test(label) ? CompletionItemKind.Value : CompletionItemKind.Keyword,
  ...(wordMeanings[label] !== undefined && { documentation: wordMeanings[label] }),
});

// ------------------------------------------------------------------------------------------------- settings

function settingOffers(document: Document, heading: string, cursor: Cursor): readonly Offer[] {
  const { statement, title, blocks } = cursor;
  const isMember = blocks[0] === "portfolio" && blocks.length === 2 && heading !== "limits";
  const settings = settingsOf(isMember ? "member" : heading, title);
  const names = namesOfSettings(document, cursor).map((label) => ({
    rank: 1,
    item: {
      label,
      kind: CompletionItemKind.Class,
      insertText: blocks.length === 1 ? `${label} ` : `${label}: `,
    },
  }));
  const own = Object.entries(settings)
    .filter(([name]) => !statement.includes(name))
    .map(([name, { meaning, values }], index) => ({
      rank: Math.min(9, index),
      item: {
        label: name,
        kind: CompletionItemKind.Property,
        insertText: values[0]?.startsWith("{") === true ? `${name} ` : `${name}: `,
        documentation: meaning,
      },
    }));
  return [...own, ...names];
}

function valueOffers(
  document: Document,
  { heading, setting, goesOn }: Extract<Place, { kind: "setting value" }>,
  cursor: Cursor,
): readonly Offer[] {
  const names = namesForSetting(document, cursor, setting);
  const values = goesOn ? [] : (settingsOf(heading, cursor.title)[setting]?.values ?? []);
  return [
    ...values.map((label, index) => ({
      rank: Math.min(8, index),
      item: { label, kind: CompletionItemKind.Value },
    })),
    ...names
      .filter((label) => !values.includes(label))
      .map((label) => ({ rank: 9, item: { label, kind: CompletionItemKind.Variable } })),
  ];
}

// ---------------------------------------------------------------------------------------------------- fields

function fieldOffers(document: Document, offset: number, object: string): readonly Offer[] {
  const module = moduleCalled(document, object);
  if (module !== undefined) return exportOffers(module);
  const name = namesInSight(document, offset).find((each) => each.name === object);
  const unused = name === undefined ? unusedModule(document, object) : undefined;
  if (unused !== undefined) {
    return exportOffers(unused).map(({ item, rank }) => ({
      rank,
      item: { ...item, additionalTextEdits: [...unused.edits] },
    }));
  }
  const fields = name?.fields ?? findCallable(object)?.outputs.map((output) => output.name) ?? [];
  return fields.map((label) => ({ rank: 0, item: { label, kind: CompletionItemKind.Field } }));
}

const exportOffers = (module: UsedModule): readonly Offer[] =>
  exportsOf(module).map((each) => ({
    rank: 0,
    item:
      each.kind === "function"
        ? {
            label: each.name.text,
            kind: CompletionItemKind.Method,
            detail: showSignature(functionSignature(each, module.source)),
            documentation: each.documentation,
          }
        : { label: each.name.text, kind: CompletionItemKind.Constant, documentation: each.documentation },
  }));

// ----------------------------------------------------------------------------------------------- expressions

type Expression = Extract<Place, { kind: "expression" }>;

function expressionOffers(
  document: Document,
  offset: number,
  cursor: Cursor,
  place: Expression,
): readonly Offer[] {
  const names = namesInSight(document, offset);
  const argument = argumentOffers(document, cursor);
  if (argument?.choices !== undefined) return argument.choices;
  const fit = argument?.fit ?? neighbour(cursor, names) ?? place.fit;
  const inLength = fit === "length" || fit === "bars";
  return [
    ...(cursor.call === undefined ? place.literals : inLength ? ["14 bars"] : []).map((label) => ({
      rank: 1,
      item: wordItem(label),
    })),
    ...names
      .filter((each) => isReadable(each, place) && !isDeclaredBy(cursor, each))
      .map((each) => nameOffer(each, fit)),
    ...(argument?.names ?? []),
    ...prefixOffers(document, fit),
    ...ownFunctions(document, fit),
    ...operationOffers(fit, place),
    ...(fit === "length" || fit === "percent" || place.context === "halt"
      ? []
      : libraryOffers(document, names)),
    ...wordsOfExpressions(place),
  ];
}

/** Functions of the library that need their module's prefix; a name of the file or of the language goes before them. */
function libraryOffers(document: Document, names: readonly NameInSight[]): readonly Offer[] {
  const taken = new Set(names.map(({ name }) => name));
  return libraryItems(document)
    .filter(({ label }) => !taken.has(label) && findCallable(label) === undefined)
    .map((item) => ({ rank: item.additionalTextEdits === undefined ? 8 : 9, item }));
}

/** Whether a name has a meaning at a place, by time: nothing of the future outside targets, no fill before it. */
function isReadable({ name, reach, what }: NameInSight, { context }: Pick<Expression, "context">): boolean {
  if (name === "entry") return context === "level";
  if (["equity", "drawdown", "daily_loss", "losing_streak"].includes(name)) return context === "halt";
  if (what === "target") return context === "plain";
  return reach === 0 || context === "target";
}

/** A name cannot be read in its own value. */
const isDeclaredBy = ({ statement }: Cursor, { name }: NameInSight): boolean =>
  statement[1] === name && ["let", "state", "const"].includes(statement[0] ?? "");

const fixedKinds: ReadonlySet<string> = new Set(["parameter", "constant", "function parameter"]);

function rankOf(what: string, fit: string, kind: NameInSight["kind"]): number {
  if (fit === "") return what === "record" ? 4 : 2;
  if (fit === "length" || fit === "bars") {
    return fixedKinds.has(kind) && (what === "bars" || what === "duration")
      ? 0
      : fixedKinds.has(kind)
        ? 4
        : 8;
  }
  if (what === fit || (fit === "plain number" && what === "percent")) return 0;
  if (fit === "yes/no") return what === "price" || what === "plain number" || what === "quantity" ? 2 : 4;
  return what === "" || what === "record" || what === "frame" || what === "feed" || what === "model" ? 4 : 6;
}

const nameKinds: Readonly<Record<NameInSight["kind"], CompletionItemKind>> = {
  let: CompletionItemKind.Variable,
  state: CompletionItemKind.Variable,
  parameter: CompletionItemKind.Property,
  constant: CompletionItemKind.Constant,
  bar: CompletionItemKind.Field,
  provided: CompletionItemKind.Field,
  record: CompletionItemKind.Struct,
  "function parameter": CompletionItemKind.Variable,
};

const nameOffer = ({ name, kind, what, documentation }: NameInSight, fit: string): Offer => ({
  rank: rankOf(what, fit, kind),
  item: { label: name, kind: nameKinds[kind], detail: what, ...(documentation !== "" && { documentation }) },
});

/** What stands left of an operator tells what fits to its right. */
function neighbour({ statement }: Cursor, names: readonly NameInSight[]): string | undefined {
  const last = statement.at(-1) ?? "";
  if (!/^(?:[-+<>]|[<>!=]=|above|below|max|\?\?)$/.test(last)) return undefined;
  const left = statement.at(last === "above" || last === "below" ? -3 : -2) ?? "";
  const what = names.find((each) => each.name === left)?.what;
  return what === undefined || what === "" ? undefined : what;
}

/** What the open call asks for at the cursor. */
function argumentOffers(
  document: Document,
  { call }: Cursor,
): { fit: string; names: readonly Offer[]; choices: readonly Offer[] | undefined } | undefined {
  if (call === undefined) return undefined;
  const operation = findCallable(call.callee);
  if (operation === undefined) {
    const classes = classesAsked(document, call.callee);
    if (classes !== undefined) {
      const choices = classes.map((label) => ({
        rank: 0,
        item: { label, kind: CompletionItemKind.EnumMember },
      }));
      return { fit: "", names: [], choices };
    }
    const own = findFunction(document, call.callee)?.declaration;
    if (own === undefined) return undefined;
    const parameter =
      own.parameters.find(({ name }) => name.text === call.named) ?? own.parameters[call.argument];
    const type = parameter?.type.kind === "named type" ? parameter.type.name.text : "";
    return { fit: type === "bool" ? "yes/no" : type, names: [], choices: undefined };
  }
  const inputs = operation.inputs.length;
  const parameter =
    call.named === undefined
      ? operation.parameters[call.argument - inputs]
      : operation.parameters.find(({ name }) => name === call.named);
  const names = operation.parameters
    .filter(({ name }) => call.named === undefined && !call.given.includes(name))
    .map(({ name, summary }): Offer => ({
      rank: 5,
      item: {
        label: `${name}:`,
        kind: CompletionItemKind.Property,
        insertText: `${name}: `,
        documentation: summary,
      },
    }));
  if (parameter?.kind === "choice") {
    const choices = parameter.choices.map((label) => ({
      rank: 0,
      item: { label, kind: CompletionItemKind.EnumMember, documentation: parameter.summary },
    }));
    return { fit: "", names, choices };
  }
  if (parameter !== undefined)
    return { fit: parameter.kind === "length" ? "length" : "plain number", names, choices: undefined };
  const input = operation.inputs[call.named === undefined ? call.argument : -1];
  return {
    fit: input?.type === "truth" ? "yes/no" : "price",
    names: call.argument === 0 ? [] : names,
    choices: undefined,
  };
}

function ownFunctions({ recent: { file, source } }: Document, fit: string): readonly Offer[] {
  if (fit === "length") return [];
  return file.declarations.flatMap((each) =>
    each.kind === "function"
      ? [
          {
            rank: 3,
            item: {
              label: each.name.text,
              kind: CompletionItemKind.Method,
              detail: showSignature(functionSignature(each, source)),
              documentation: each.documentation,
            },
          },
        ]
      : [],
  );
}

/** Words before a dot that bring functions of other files. */
const prefixOffers = ({ recent: { file } }: Document, fit: string): readonly Offer[] =>
  fit === "length"
    ? []
    : file.uses.map((use) => ({
        rank: 4,
        item: { label: prefixOf(use).text, kind: CompletionItemKind.Module },
      }));

const ahead: ReadonlySet<string> = new Set(labelNames);

/** Every operation, made once: ranked anew for each place, described when asked for. */
const operationItems = catalogue.names.flatMap((name) => {
  const operation = findCallable(name);
  if (operation === undefined) return [];
  const [output] = operation.outputs;
  const unit = "powers" in output.unit ? "" : describeUnit(output.unit, false);
  const what = operation.outputs.length > 1 ? "record" : output.type === "truth" ? "yes/no" : unit;
  const detail = showSignature(operationSignature(operation, name));
  return [{ what, item: { label: name, kind: CompletionItemKind.Function, detail } }];
});

function operationOffers(fit: string, { context }: Expression): readonly Offer[] {
  if (fit === "length" || fit === "percent" || context === "halt") return [];
  return operationItems
    .filter(({ item }) => !ahead.has(item.label))
    .map(({ what, item }) => ({
      item,
      rank: fit === "" ? 5 : what === fit ? 1 : what === "" ? 3 : 7,
    }));
}

function wordsOfExpressions({ context, fit }: Expression): readonly Offer[] {
  const words = ["if", "not", "true", "false", "na"].filter((word) => fit !== "length" || word === "if");
  return [
    ...(context === "state" ? [{ rank: 0, item: wordItem("prev") }] : []),
    ...(context === "target"
      ? labelNames.map((label) => ({ rank: 0, item: { label, kind: CompletionItemKind.Function } }))
      : []),
    ...words.map((word) => ({ rank: 8, item: wordItem(word) })),
  ];
}
