import { RunError } from "../engine/error.js";

/** Checks the address of a database. @throws RunError SAGE8410 */
export function parseAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== "" && url.pathname.length > 1)
    return url;
  throw new RunError(
    "SAGE8410",
    `"${url === null ? text.replace(/\/\/[^@]*@/, "//…@") : shownAddress(url)}" is not the address of a PostgreSQL database.`,
    "Write it as postgres://user:password@host:5432/database; the password may be left to PGPASSWORD.",
  );
}

/** The address without what is secret. */
export function shownAddress({ protocol, hostname, port, pathname }: URL): string {
  return `${protocol}//${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
}
