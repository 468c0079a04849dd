/** What each code of the data family means; the text behind `sage explain SAGE80xx`. */
export const dataErrorCodes = {
  SAGE8101: "A file that was named does not exist.",
  SAGE8102: "What was named is a folder or a device, not a file.",
  SAGE8103: "A file or folder may not be read or written with the rights this process has.",
  SAGE8104: "A file is empty.",
  SAGE8105:
    "The form of a file was not recognised: none of CSV, JSON, JSON lines, Parquet, Arrow, gzip or zip.",
  SAGE8106: "A file is damaged: it begins like its format and then breaks off or contradicts itself.",
  SAGE8107: "The columns of a file do not tell where time, open, high, low and close are.",
  SAGE8108: "A file holds something other than candles or trades, for instance funding rates.",
  SAGE8109:
    "Times could not be understood: an unknown form, unit or zone, or dates that can be read two ways.",
  SAGE8110: "A cell that should hold a number or a time holds something else.",
  SAGE8111: "There are no bars: nothing but a header, or nothing between the limits asked for.",
  SAGE8112: "The interval between bars could not be found, or differs from the one that was given.",
  SAGE8113:
    "The bars have faults that the policy `strict` refuses: disorder, duplicates, missing or impossible prices.",
  SAGE8114:
    "A file could not be written: no space, no folder, or the device failed. Nothing half-written is left.",
  SAGE8115: "A data set differs from what its own metadata says: it was changed or cut after it was written.",
  SAGE8116:
    "Bars cannot be turned into the timeframe asked for, because it is not a whole multiple of their interval.",
  SAGE8117: "An option of a data command is not one it knows or not in its range.",
} as const;

export type DataErrorCode = keyof typeof dataErrorCodes;

/** A failure while reading, checking or writing data: says where, what was found, what was expected, and what to do. */
export class DataError extends Error {
  override readonly name = "DataError";

  /**
   * @param code member of `dataErrorCodes`
   * @param message one sentence or a few that name place, value and expectation
   * @param help what the user can do about it
   */
  constructor(
    readonly code: DataErrorCode,
    message: string,
    readonly help: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const systemCodes: Readonly<Record<string, { code: DataErrorCode; says: string; help: string }>> = {
  ENOENT: { code: "SAGE8101", says: "does not exist", help: "Check the spelling and the folder you are in." },
  ENOTDIR: { code: "SAGE8101", says: "does not exist", help: "A part of the path is a file, not a folder." },
  EISDIR: { code: "SAGE8102", says: "is a folder", help: "Name one file inside it." },
  EACCES: {
    code: "SAGE8103",
    says: "may not be accessed",
    help: "Give yourself the right to it, or copy it.",
  },
  EPERM: {
    code: "SAGE8103",
    says: "may not be accessed",
    help: "Give yourself the right to it, or copy it.",
  },
  EROFS: { code: "SAGE8114", says: "lies on a read-only file system", help: "Write somewhere else." },
  ENOSPC: {
    code: "SAGE8114",
    says: "could not be written: no space is left",
    help: "Free some space and try again.",
  },
  EDQUOT: { code: "SAGE8114", says: "could not be written: the quota is used up", help: "Free some space." },
  EFBIG: {
    code: "SAGE8114",
    says: "could not be written: it is too large here",
    help: "Write somewhere else.",
  },
  EIO: { code: "SAGE8114", says: "met an input/output error of its device", help: "Check the disk." },
};

/** Turns an error of the operating system about `path` into a `DataError`; any other error is returned as it is. */
export function fromSystemError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof DataError) return error;
  const known = "code" in error && typeof error.code === "string" ? systemCodes[error.code] : undefined;
  if (known === undefined) return error;
  return new DataError(known.code, `${path} ${known.says}.`, known.help, { cause: error });
}

const noSpace = /ENOSPC|EDQUOT|no space left|disk full|quota/i;

/** Turns any failure to write `path` into a `DataError`; a fault of the program itself is returned as it is. */
export function fromWriteError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof DataError) return error;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  const space = noSpace.test(`${code} ${error.message}`);
  if (code === "EACCES" || code === "EPERM" || (space && code !== "")) return fromSystemError(error, path);
  if (code === "" && !/IO Error/.test(error.message)) return error;
  const reason = space ? "no space is left" : whyNot(code);
  return new DataError(
    "SAGE8114",
    `${path} could not be written: ${reason}.`,
    space ? "Free some space and try again." : "Check the path, or write somewhere else.",
    { cause: error },
  );
}

function whyNot(code: string): string {
  if (code === "EEXIST" || code === "ENOTDIR") return "a part of its path is a file, not a folder";
  if (code === "EROFS") return "it lies on a read-only file system";
  if (code === "ENOENT") return "nothing can be made at that place";
  if (code === "EISDIR" || code === "ENOTEMPTY") return "there is a folder of that name";
  return code === "" ? "the device or the path refuses it" : `the system answers ${code}`;
}
