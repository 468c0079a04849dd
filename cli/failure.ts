import { strikeSecrets } from "./secrets.js";
import { paint } from "./terminal.js";

/** Exit codes of every command. */
export const exitCodes = { ok: 0, problems: 1, usage: 2, environment: 3 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each code of the command line means. */
export const commandCodes = {
  SAGE6010: "A name given with `--set` is no parameter of the strategy.",
  SAGE6011: "A value given with `--set` is outside the parameter's range.",
  SAGE6012: "A value given with `--set` is not of the parameter's kind.",
  SAGE9501: "A file or folder could not be read or written.",
  SAGE9502: "A command was written wrongly: an unknown word, flag or value.",
  SAGE9503: "A file is too large to be a strategy.",
  SAGE9504: "A strategy is not written in UTF-8.",
  SAGE9505: "A file that would be written exists already.",
  SAGE9506: "A strategy or an expression has errors, so nothing was run or written.",
  SAGE9507: "There is no stored run of that name.",
  SAGE9508: "A stored run cannot be read.",
  SAGE9509: "A compiled strategy cannot be read.",
  SAGE9510: "A mode that is not there yet.",
  SAGE9511: "There is no such bar in the data.",
  SAGE9512: "The data has changed since a run was stored.",
  SAGE9513: "There is no such trade or signal in a run.",
  SAGE9514: "A stored run could not be removed.",
  SAGE9522: "A training was stopped before its end; the models that are there stay as they are.",
  SAGE9521: "A walk-forward was stopped before its end.",
  SAGE9520: "A search was stopped before its end; what it has done is kept.",
} as const;

export type CommandCode = keyof typeof commandCodes;

/** A failure a person can act on: a code, a sentence, and what to do about it. */
export class Failure extends Error {
  override readonly name = "Failure";
  constructor(
    readonly exit: ExitCode,
    readonly code: string,
    message: string,
    readonly help?: string,
  ) {
    super(message);
  }
}

/** What the typed errors of all modules have in common. */
export interface Explained {
  readonly code: string;
  readonly message: string;
  readonly help: string | null | undefined;
}

/** Errors of the operating system, in words. */
const systemErrors: Readonly<Record<string, { readonly says: string; readonly help: string }>> = {
  ENOENT: {
    says: "there is no such file or folder",
    help: "check the spelling of the path, and the folder you are in",
  },
  EISDIR: { says: "this is a folder where a file is needed", help: "name a file inside it" },
  ENOTDIR: { says: "a part of the path is a file, not a folder", help: "check the path" },
  EACCES: { says: "permission denied", help: "choose another place, or change the permissions of this one" },
  EPERM: { says: "permission denied", help: "choose another place, or change the permissions of this one" },
  EROFS: { says: "this disk can only be read", help: "choose a place on another disk" },
  ENOSPC: {
    says: "the disk is full",
    help: "free some space, or choose a place on another disk",
  },
  EDQUOT: {
    says: "the disk quota is used up",
    help: "free some space, or choose a place on another disk",
  },
  EMFILE: {
    says: "too many files are open",
    help: "close other programs, or raise the limit with `ulimit -n`",
  },
  EEXIST: { says: "this exists already", help: "choose another name, or remove it first" },
};

/** Data codes that blame the machine, not what is in a file: absent, a folder, no right to it, not writable. */
const ofTheMachine: ReadonlySet<string> = new Set(["SAGE8101", "SAGE8102", "SAGE8103", "SAGE8114"]);

function isExplained(error: unknown): error is Explained {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    "help" in error &&
    (typeof error.help === "string" || error.help === undefined || error.help === null)
  );
}

/** Any error as a failure: typed ones keep their words, the system's are translated, the rest is ours to apologise for. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    const known = systemErrors[error.code];
    if (known !== undefined) {
      const path = "path" in error && typeof error.path === "string" ? `${error.path}: ` : "";
      return new Failure(exitCodes.environment, "SAGE9501", `${path}${known.says}`, known.help);
    }
  }
  if (isExplained(error)) {
    const exit = ofTheMachine.has(error.code) ? exitCodes.environment : exitCodes.problems;
    return new Failure(exit, error.code, error.message, error.help ?? undefined);
  }
  const what = error instanceof Error ? error.message : String(error);
  return new Failure(
    exitCodes.environment,
    "SAGE9001",
    `sorry, this is a fault of NailSage itself: ${what}`,
    "please report it with the command and the file; SAGE_DEBUG=1 shows where it happened",
  );
}

/** Says what went wrong: an object on standard output for machines, else a sentence on standard error. */
export function reportFailure(failure: Failure, json: boolean): void {
  const { code } = failure;
  const message = strikeSecrets(failure.message);
  const help = failure.help === undefined ? undefined : strikeSecrets(failure.help);
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ schema: "sage.error/1", error: { code, message, help: help ?? null } })}\n`,
    );
    return;
  }
  const colours = paint(process.stderr);
  process.stderr.write(`${colours.red(`error ${code}`)}: ${message}\n`);
  if (help !== undefined) process.stderr.write(`   = help  ${help}\n`);
}
