import { RunError, runErrorCodes, type RunErrorCode } from "../engine/error.js";
import type { SentFailure } from "./protocol.js";

/** An error as it is sent to another thread or machine. */
export function failureOf(error: unknown): SentFailure {
  const field = (name: string): unknown =>
    typeof error === "object" && error !== null ? Reflect.get(error, name) : undefined;
  const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
  return {
    name: text(field("name")) ?? "Error",
    code: text(field("code")),
    message: text(field("message")) ?? String(error),
    help: text(field("help")) ?? null,
  };
}

/** An error of another thread or machine as one of this. */
export function errorOf({ name, code, message, help }: SentFailure): Error {
  if (code !== undefined && isRunCode(code)) return new RunError(code, message, help);
  const error = new Error(message);
  error.name = name;
  return error;
}

function isRunCode(code: string): code is RunErrorCode {
  return Object.hasOwn(runErrorCodes, code);
}
