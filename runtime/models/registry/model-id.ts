import { bytesToHex, randomBytes } from "@noble/hashes/utils.js";

/** What the id of a model says of it. */
export type ModelId =
  /** `{intent, 16 hex}_{UTC yyyymmdd_hhmmss}_{6 hex}`: what was meant, when it was made, and no two alike. */
  | {
      readonly kind: "hybrid";
      /** Beginning of the hash of all that was meant; models of one family share it. */
      readonly family: string;
      /** Epoch milliseconds. */
      readonly created: number;
      readonly random: string;
    }
  /** A random UUID, as models had that were made before there were families. */
  | { readonly kind: "legacy"; readonly uuid: string };

const hybrid = /^([0-9a-f]{16})_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_([0-9a-f]{6})$/;
const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new id, 39 characters. @param intentHash SHA-256 in hexadecimal */
export function createModelId(intentHash: string, created: Date, random = randomBytes(3)): string {
  const digits = created.toISOString().replaceAll(/[-:]/g, "");
  return `${intentHash.slice(0, 16)}_${digits.slice(0, 8)}_${digits.slice(9, 15)}_${bytesToHex(random)}`;
}

/** Reads an id, those of the Python platform too; null where it is none. */
export function parseModelId(text: string): ModelId | null {
  if (uuid4.test(text)) return { kind: "legacy", uuid: text };
  const [, family = "", year, month, day, hour, minute, second, random = ""] = hybrid.exec(text) ?? [];
  const created = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // A 31st of February would be read as a day of March.
  const isTime =
    Number.isFinite(created) && new Date(created).toISOString().slice(0, 10) === `${year}-${month}-${day}`;
  return isTime ? { kind: "hybrid", family, created, random } : null;
}
