import { resolve } from "node:path";
import { StoreError } from "./store-error.js";

export const defaultStore = ".sage/live.db";

export type StoreAddress =
  | { readonly kind: "sqlite"; readonly path: string; readonly shown: string }
  | { readonly kind: "postgres"; readonly url: string; readonly shown: string };

/** A file's path, or the address of a PostgreSQL database. @throws StoreError SAGE8523 */
export function parseStoreAddress(text: string): StoreAddress {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined || scheme === "sqlite" || scheme === "file") {
    const path = text.replace(/^(sqlite|file):\/\//i, "");
    if (path.trim() === "") throw wrongAddress("An empty text");
    return path === ":memory:"
      ? { kind: "sqlite", path, shown: path }
      : { kind: "sqlite", path: resolve(path), shown: path };
  }
  const url = URL.canParse(text) ? new URL(text) : null;
  if (scheme !== "postgres" && scheme !== "postgresql") throw wrongAddress(`An address of ${scheme}://`);
  if (url === null || url.hostname === "" || url.pathname.length < 2)
    throw wrongAddress("The address of the store");
  const { protocol, hostname, port, pathname } = url;
  return {
    kind: "postgres",
    url: text,
    shown: `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${pathname}`,
  };
}

/** Says nothing of the text itself, which may hold a password. */
function wrongAddress(what: string): StoreError {
  return new StoreError(
    "SAGE8523",
    `${what} is not where a ledger can be kept.`,
    "Give the path of a file, such as .sage/live.db, or postgres://user:password@host:5432/database.",
  );
}
