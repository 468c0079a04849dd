/** What an answer or a message of the server is read by: anything may come, and what is not as it must be is left out. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A number; null where there is none. */
export const figure = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;

/** A text; empty where there is none. */
export const words = (value: unknown): string => (typeof value === "string" ? value : "");

/** A text or nothing. */
export const wordsOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** What can be read of a list. */
export function listOf<Item>(value: unknown, read: (fields: Fields) => Item | null): readonly Item[] {
  if (!Array.isArray(value)) return [];
  const items: readonly unknown[] = value;
  return items.filter(isFields).flatMap((fields) => {
    const item = read(fields);
    return item === null ? [] : [item];
  });
}
