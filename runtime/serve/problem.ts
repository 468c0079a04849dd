import { z } from "@hono/zod-openapi";
import { StoreError } from "../live/store/store-error.js";
import { ServeError, type ServeErrorCode } from "./serve-error.js";

/** An error as RFC 9457 writes it. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    /** What `sage explain` knows it by. */
    code: z.string().regex(/^SAGE\d{4}$/),
    help: z.string().nullable(),
    invalid: z.array(z.object({ where: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem");

type Status = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 429 | 500 | 503;

const kinds: Readonly<Partial<Record<ServeErrorCode, readonly [Status, string]>>> = {
  SAGE8563: [401, "A token is needed"],
  SAGE8564: [403, "The token may not do this"],
  SAGE8565: [429, "Too many requests"],
  SAGE8566: [413, "The body is too large"],
  SAGE8567: [400, "The request is malformed"],
  SAGE8568: [404, "There is no such thing"],
  SAGE8569: [405, "Not with this method"],
  SAGE8570: [503, "The store is away"],
  SAGE8572: [403, "Not from there"],
  SAGE8573: [415, "Not JSON"],
  SAGE8577: [409, "The strategy cannot be explained"],
};

/** Any error as one that may be shown: what is not ours says nothing of itself, for it may hold SQL, paths or secrets. */
export function shownError(error: unknown): ServeError {
  if (error instanceof ServeError && kinds[error.code] !== undefined) return error;
  if (error instanceof StoreError) {
    if (error.code === "SAGE8525") return new ServeError("SAGE8567", error.message, error.help);
    if (error.isPassing)
      return new ServeError("SAGE8570", "The store cannot be read at the moment.", "Ask again.", {
        headers: { "retry-after": "2" },
      });
  }
  return new ServeError(
    "SAGE8571",
    "The server failed at this request.",
    "What happened stands in the server's log.",
  );
}

export function problemAnswer(error: ServeError): Response {
  const [status, title] = kinds[error.code] ?? [500, "The server failed"];
  const { invalid, headers } = error.more;
  const problem: z.infer<typeof problemSchema> = {
    type: "about:blank",
    title,
    status,
    detail: error.message,
    code: error.code,
    help: error.help,
    ...(invalid === undefined ? {} : { invalid: [...invalid] }),
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
