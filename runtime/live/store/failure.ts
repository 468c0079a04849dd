import { StoreError } from "./store-error.js";

/** What a driver says went wrong, in the words and codes of the store. */
export function storeErrorOf(error: unknown, shown: string, stage: "open" | "run"): unknown {
  if (error instanceof StoreError) return error;
  const code = field(error, "code");
  if (code.startsWith("SQLITE_")) return sqliteFailure(error, code, shown, stage);
  return postgresFailure(error, code, shown, stage);
}

const field = (error: unknown, name: string): string => {
  const value: unknown = typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === "string" ? value : "";
};

const foreign = "Give another path with --store, or move that file away.";
const restore = "Restore the last backup; docs/live.md, section Store, tells how.";

function sqliteFailure(error: unknown, code: string, shown: string, stage: "open" | "run"): StoreError {
  const kind = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;
  const say = (
    ...[number, what, help]: readonly ["SAGE8520" | "SAGE8521" | "SAGE8523" | "SAGE8524", string, string]
  ) => new StoreError(number, `The store ${shown} ${what}.`, help, error);
  switch (kind) {
    case "SQLITE_BUSY":
    case "SQLITE_LOCKED":
      return say("SAGE8520", "is locked by another process", "Close what else writes into that file.");
    case "SQLITE_FULL":
      return say("SAGE8520", "cannot grow: the disk is full", "Free space on that disk.");
    case "SQLITE_READONLY":
    case "SQLITE_PERM":
    case "SQLITE_AUTH":
      return stage === "open"
        ? say("SAGE8523", "may not be written", "Give this user the right to write the file and its folder.")
        : say("SAGE8520", "can no longer be written", "Make the file and its folder writable again.");
    case "SQLITE_CANTOPEN":
      return stage === "open"
        ? say("SAGE8523", "cannot be opened", "Does the folder exist, and may this user write there?")
        : say("SAGE8520", "can no longer be opened", "Is the disk still there?");
    case "SQLITE_NOTADB":
      return say("SAGE8521", "is a file of some other program, not a database", foreign);
    case "SQLITE_CORRUPT":
      return say("SAGE8524", "is damaged", restore);
    case "SQLITE_CONSTRAINT":
      return say("SAGE8524", `contradicts what was to be written: ${field(error, "message")}`, restore);
    default:
      return say("SAGE8520", `cannot be used: ${field(error, "message")} (${code})`, "Is the disk in order?");
  }
}

const lost = new Set(
  [
    "ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH EAI_AGAIN ENOTFOUND EHOSTDOWN ENETDOWN",
    // Ended by its administrator, crashed, starting up, too many connections, a deadlock or a conflict that another won,
    // a statement or a lock that took too long.
    "57P01 57P02 57P03 57P05 53300 40P01 40001 57014 55P03",
  ].flatMap((codes) => codes.split(" ")),
);

/** Whether a connection on which this happened is of no more use. */
export function isConnectionLost(error: unknown): boolean {
  const code = field(error, "code");
  const several: unknown = error instanceof AggregateError ? error.errors : undefined;
  if (Array.isArray(several)) return several.some(isConnectionLost);
  if (code.length === 5 && /^[0-9A-Z]+$/.test(code) && !code.startsWith("E"))
    return code.startsWith("08") || code.startsWith("57P");
  if (code !== "") return lost.has(code);
  return /connection|timeout|not queryable|client was closed|after calling end/i.test(
    field(error, "message"),
  );
}

function postgresFailure(error: unknown, code: string, shown: string, stage: "open" | "run"): unknown {
  const said = field(error, "message") || code;
  const say = (
    ...[number, what, help]: readonly ["SAGE8520" | "SAGE8521" | "SAGE8523" | "SAGE8524", string, string]
  ) => new StoreError(number, `The store ${shown} ${what}.`, help, error);
  if (code.startsWith("28") || /password|SASL|SCRAM/i.test(said))
    return say("SAGE8523", "refuses: wrong user or password", "Check the user and the password.");
  if (code === "42501")
    return say("SAGE8523", `refuses: ${said}`, "Give this user the right to create schemas in the database.");
  if (code === "3D000") return say("SAGE8523", "does not exist", "Make the database first: createdb NAME.");
  if (lost.has(code) || code.startsWith("08") || isConnectionLost(error))
    return say(
      "SAGE8520",
      `cannot be reached: ${reasonOf(error)}`,
      "Is it running, and are host and port right?",
    );
  if (code === "53100") return say("SAGE8520", "cannot grow: its disk is full", "Free space on its disk.");
  if (code.startsWith("53") || code.startsWith("58"))
    return say("SAGE8520", `has run out of something: ${said}`, "Look into the server's log.");
  if (code === "25006")
    return stage === "open"
      ? say("SAGE8523", "may only be read", "Give the address of the primary server.")
      : say("SAGE8520", "may only be read now", "Is it becoming the primary server again?");
  if (
    code === "3F000" ||
    code === "42P01" ||
    code === "42703" ||
    code.startsWith("23") ||
    code.startsWith("XX")
  )
    return say("SAGE8524", `contradicts what was asked of it: ${said}`, restore);
  if (/SSL/i.test(said) && code === "")
    return say("SAGE8523", `refuses: ${said}`, "Add ?sslmode=disable or ?sslmode=require to the address.");
  return code === "" ? error : say("SAGE8524", `could not do what it was asked: ${said} (${code})`, restore);
}

function reasonOf(error: unknown): string {
  const several: unknown = error instanceof AggregateError ? error.errors : undefined;
  const first: unknown = Array.isArray(several) ? several[0] : error;
  const code = field(first, "code");
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nothing listens there",
    ENOTFOUND: "there is no host of that name",
    ETIMEDOUT: "it does not answer",
    EHOSTUNREACH: "no way leads to that host",
  };
  return known[code] ?? (field(first, "message") || code);
}
