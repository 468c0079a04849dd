import { batch, signal } from "@preact/signals";
import { text } from "../text.js";
import { isFields, words, type Fields } from "./fields.js";

const tokenKey = "sage-token";
/** How long an answer is waited for, in milliseconds. */
const patience = 20_000;

/** What the server, or the way to it, has against a request. */
export class Problem extends Error {
  constructor(
    /** Of HTTP; 0 where no whole answer came. */
    readonly status: number,
    /** What `sage explain` knows it by; empty where no answer came. */
    readonly code: string,
    message: string,
    readonly help: string | null,
  ) {
    super(message);
  }
}

/** Why nobody is signed in; null while somebody is, or nobody needs to be. */
export const refusal = signal<Problem | null>(null);

/** Counts signings-in: what holds a connection makes it anew. */
export const signings = signal(0);

function storedToken(): string | null {
  try {
    return sessionStorage.getItem(tokenKey);
  } catch {
    return held;
  }
}

/** Where a browser denies storage the token lasts until the page is left. */
let held: string | null = null;

/** What this tab signs in with; null: nothing. */
export const token = (): string | null => held ?? storedToken();

function keep(given: string | null): void {
  held = given;
  try {
    if (given === null) sessionStorage.removeItem(tokenKey);
    else sessionStorage.setItem(tokenKey, given);
  } catch {
    // It is held in memory.
  }
}

export function signIn(given: string): void {
  keep(given);
  // Together, so that all who ask anew do it once.
  batch(() => {
    refusal.value = null;
    signings.value = signings.peek() + 1;
  });
}

export function signOut(): void {
  keep(null);
  refusal.value = new Problem(401, "SAGE8563", text.signedOut, null);
}

/**
 * Asks the API. A refused token ends the session of this tab.
 * @param path behind `/api/v1`
 * @throws Problem
 */
export async function ask(path: string, body?: object): Promise<Fields> {
  const known = token();
  const headers: Record<string, string> = known === null ? {} : { authorization: `Bearer ${known}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await reach(`/api/v1${path}`, {
    headers,
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  const said = await contentOf(answer);
  if (answer.ok && said !== null) return said;
  const problem = problemOf(answer.status, said);
  // Only the token that was refused is forgotten: another may have been given meanwhile.
  if (problem.status === 401 && token() === known) {
    keep(null);
    // Who asks without a token after that says nothing new.
    refusal.value ??= problem;
  }
  throw problem;
}

async function reach(address: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...request, signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Problem(0, "", text.gone, text.goneHelp);
  }
}

async function contentOf(answer: Response): Promise<Fields | null> {
  try {
    const content: unknown = await answer.json();
    return isFields(content) ? content : null;
  } catch {
    return null;
  }
}

function problemOf(status: number, said: Fields | null): Problem {
  const isProblem = said !== null && typeof said["code"] === "string";
  if (!isProblem) return new Problem(0, "", text.broken, text.goneHelp);
  const help = said["help"];
  return new Problem(
    status,
    words(said["code"]),
    words(said["detail"]),
    typeof help === "string" ? help : null,
  );
}

/** Any failure as one that can be shown. */
export const shownProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, "", text.failed, null);
