import type { StudioErrorCode } from "../../../runtime/serve/studio/studio-error.js";
import type { Refusal } from "./protocol.js";

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
