import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The programs that the tests of the language mutate, print and read: the whole grammar and three real strategies. */
export const corpus: readonly { readonly name: string; readonly text: string }[] = readdirSync(
  import.meta.dirname,
)
  .filter((name) => name.endsWith(".sage"))
  .map((name) => ({ name, text: readFileSync(resolve(import.meta.dirname, name), "utf8") }));
