import type { Refusal } from "./protocol.js";

/** What can go wrong in the studio beside the errors of data and runs. */
export const studioErrorCodes = {
  SAGE8611: "No strategy has compiled yet, so that there is nothing to run.",
  SAGE8612: "The run has no trade of that number.",
  SAGE8613: "The part of the page that runs strategies has failed. This is a fault of the program.",
} as const;

export type StudioErrorCode = keyof typeof studioErrorCodes;

export class ResearchError extends Error {
  readonly code: StudioErrorCode;
  readonly help: string | null;

  constructor(code: StudioErrorCode, message: string, help: string | null = null) {
    super(message);
    this.name = "ResearchError";
    this.code = code;
    this.help = help;
  }
}

/** Any error as a sentence with its code. */
export function refusalOf(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  const read = (name: string): unknown =>
    typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  const [code, help] = [read("code"), read("help")];
  return {
    code: typeof code === "string" ? code : "SAGE8613",
    message,
    help: typeof help === "string" ? help : null,
  };
}
