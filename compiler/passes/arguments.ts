import type { Argument, Call } from "../../lang/tree.js";
import { argumentCount } from "../diagnostics/sage2008-argument-count.js";
import { wrongArgument } from "../diagnostics/sage2007-wrong-argument.js";
import type { Reporter } from "./pass.js";
import { suggest } from "../../lang/diagnostics/suggest.js";

/** A place for an argument. */
export interface Slot {
  readonly name: string;
  readonly required: boolean;
}

/**
 * Puts a call's arguments into their slots, unnamed ones first in order, named ones by name. What does not fit is
 * reported, and then the result is undefined.
 */
export function matchArguments(
  call: Call,
  name: string,
  slots: readonly Slot[],
  report: Reporter,
): readonly (Argument | undefined)[] | undefined {
  const filled: (Argument | undefined)[] = slots.map(() => undefined);
  let position = 0;
  let sound = true;
  for (const argument of call.arguments) {
    const index = argument.name ? indexOf(argument, name, slots, report) : position++;
    if (index === undefined) {
      sound = false;
    } else if (index >= slots.length) {
      if (sound) report(tooMany(call, argument, name, slots));
      sound = false;
    } else if (filled[index] !== undefined) {
      report(twice(argument, name, slots[index]?.name ?? "", slots));
      sound = false;
    } else {
      filled[index] = argument;
    }
  }
  if (!sound) return undefined;
  const missing = slots.filter((slot, index) => slot.required && filled[index] === undefined);
  if (missing.length === 0) return filled;
  report(tooFew(call, name, missing, slots));
  return undefined;
}

function indexOf(
  argument: Argument,
  name: string,
  slots: readonly Slot[],
  report: Reporter,
): number | undefined {
  const word = argument.name?.text ?? "";
  const index = slots.findIndex((slot) => slot.name === word);
  if (index !== -1) return index;
  const names = slots.map((slot) => slot.name);
  const suggestion = suggest(word, names);
  const span = argument.name?.span ?? argument.span;
  report(
    wrongArgument({
      span,
      holes: { function: name, argument: word, suggestion, known: names },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
  return undefined;
}

/** `quantile(series, length, fraction)`, a question mark after what may be left out. */
export const signature = (name: string, slots: readonly Slot[]): string =>
  `${name}(${slots.map((slot) => (slot.required ? slot.name : `${slot.name}?`)).join(", ")})`;

function tooMany(call: Call, argument: Argument, name: string, slots: readonly Slot[]) {
  const count = call.arguments.length;
  return argumentCount({
    span: argument.span,
    holes: {
      message: `\`${name}\` takes ${slots.length === 0 ? "no arguments" : `at most ${slots.length}`}, here are ${count}`,
      label: "one too many",
      signature: signature(name, slots),
    },
  });
}

function tooFew(call: Call, name: string, missing: readonly Slot[], slots: readonly Slot[]) {
  const names = missing.map((slot) => `\`${slot.name}\``).join(" and ");
  return argumentCount({
    span: call.span,
    holes: {
      message: `\`${name}\` needs ${names}`,
      label: `${names} ${missing.length === 1 ? "is" : "are"} missing`,
      signature: signature(name, slots),
    },
  });
}

function twice(argument: Argument, name: string, slot: string, slots: readonly Slot[]) {
  return argumentCount({
    span: argument.span,
    holes: {
      message: `\`${slot}\` of \`${name}\` is given twice`,
      label: "given already",
      signature: signature(name, slots),
    },
  });
}
