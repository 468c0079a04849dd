import { signal } from "@preact/signals";
import type { Fields } from "./fields.js";
import { wordsOrNull } from "./fields.js";

export interface Access {
  /** Of the token; null where none is needed. */
  readonly name: string | null;
  readonly mayControl: boolean;
}

/** What may be done here; null until it is known. */
export const access = signal<Access | null>(null);

export const readAccess = (fields: Fields): Access => {
  const { scopes } = fields;
  return {
    name: wordsOrNull(fields["name"]),
    mayControl: Array.isArray(scopes) && scopes.includes("control"),
  };
};
