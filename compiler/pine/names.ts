import { isReservedName } from "../../lang/tokens.js";
import { languageScope } from "../passes/scope.js";

/** A name of a script in the form that names have here: `fastLength` is `fast_length`. */
export function formOf(name: string): string {
  const plain = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .toLowerCase();
  const base = plain === "" || /^\d/.test(plain) ? `value_${plain}`.replace(/_$/, "") : plain;
  return isReservedName(base) ? `${base}_value` : base;
}

/** Gives names of a script their form here; no two become one. */
export class Names {
  readonly #taken = new Set<string>(languageScope().values.keys());

  /** A new name made from a script's, or from words. */
  create(from: string): string {
    const base = formOf(from);
    let name = base;
    for (let number = 2; this.#taken.has(name); number++) name = `${base}_${number}`;
    this.#taken.add(name);
    return name;
  }
}
