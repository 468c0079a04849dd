import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { problemSchema } from "./problem.js";
import { ServeError } from "./serve-error.js";
import type { Bearer, Scope } from "./tokens.js";

export interface Variables {
  readonly Variables: { readonly bearer: Bearer | null; scope: Scope };
}

export type Api = OpenAPIHono<Variables>;

type Fields = Readonly<Record<string, z.ZodType>>;
type Given<Shape extends Fields> = { readonly [Name in keyof Shape]: z.output<Shape[Name]> };

export interface RouteShape<
  Params extends Fields,
  Query extends Fields,
  Body extends Fields,
  Answer extends z.ZodType,
> {
  readonly method?: "get" | "post";
  /** With names in braces, as OpenAPI writes it. */
  readonly path: string;
  readonly summary: string;
  readonly group: string;
  readonly scope?: Scope;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  readonly answer: Answer;
  /** What the answer is written as where it is a text, and the name of the file that a browser keeps it under. */
  readonly text?: { readonly type: string; readonly file: string } | undefined;
  /** Statuses besides 200 that answer with the same schema. */
  readonly also?: readonly number[];
}

export interface RouteRequest<Params extends Fields, Query extends Fields, Body extends Fields> {
  readonly params: Given<Params>;
  readonly query: Given<Query>;
  readonly body: Given<Body>;
  readonly bearer: Bearer | null;
  readonly setStatus: (status: 200 | 503) => void;
}

/** Adds a route and its description; what it is given is checked by the schemas that describe it. */
export function addRoute<
  Answer extends z.ZodType,
  Params extends Fields = Record<never, never>,
  Query extends Fields = Record<never, never>,
  Body extends Fields = Record<never, never>,
>(
  api: Api,
  shape: RouteShape<Params, Query, Body, Answer>,
  answer: (request: RouteRequest<Params, Query, Body>) => Promise<z.input<Answer>> | z.input<Answer>,
): void {
  const { method = "get", path, scope = "read" } = shape;
  const schemas = {
    params: z.strictObject(shape.params ?? ({} as Params)),
    query: z.strictObject(shape.query ?? ({} as Query)),
    body: z.strictObject(shape.body ?? ({} as Body)),
  };
  describeRoute(api, { ...shape, method }, schemas);
  api.on(method.toUpperCase(), path.replace(/\{(\w+)\}/g, ":$1"), async (context) => {
    if (context.get("bearer")?.scopes.includes(scope) === false)
      throw new ServeError(
        "SAGE8564",
        `The token does not have the scope "${scope}".`,
        `Make one that has: sage token new NAME --scope ${scope}`,
      );
    let status: 200 | 503 = 200;
    const value = await answer({
      params: check<Given<Params>>(schemas.params, context.req.param(), "path"),
      query: check<Given<Query>>(schemas.query, queryOf(context), "query"),
      body: check<Given<Body>>(schemas.body, shape.body === undefined ? {} : await bodyOf(context), "body"),
      bearer: context.get("bearer"),
      setStatus: (wanted) => void (status = wanted),
    });
    if (shape.text !== undefined)
      return context.body(String(value), status, {
        "content-type": shape.text.type,
        "content-disposition": `attachment; filename="${shape.text.file}"`,
      });
    return context.body(JSON.stringify(value), status, { "content-type": "application/json" });
  });
}

function describeRoute(
  api: Api,
  shape: RouteShape<Fields, Fields, Fields, z.ZodType> & { readonly method: "get" | "post" },
  schemas: { readonly params: z.ZodObject; readonly query: z.ZodObject; readonly body: z.ZodObject },
): void {
  const { method, path, summary, group, scope = "read", answer } = shape;
  const json = { [shape.text?.type ?? "application/json"]: { schema: answer } };
  const problem = { content: { "application/problem+json": { schema: problemSchema } } };
  api.openAPIRegistry.registerPath(
    createRoute({
      method,
      path,
      summary,
      tags: [group],
      security: [{ token: [] }],
      description: `Scope: ${scope}.`,
      request: {
        ...(shape.params === undefined ? {} : { params: schemas.params }),
        ...(shape.query === undefined ? {} : { query: schemas.query }),
        ...(shape.body === undefined
          ? {}
          : { body: { required: true, content: { "application/json": { schema: schemas.body } } } }),
      },
      responses: {
        200: { description: summary, content: json },
        ...Object.fromEntries(
          (shape.also ?? []).map((status) => [status, { description: summary, content: json }]),
        ),
        default: { description: "What went wrong", ...problem },
      },
    }),
  );
}

/** @throws ServeError SAGE8567 naming each field that is wrong */
function check<Result>(schema: z.ZodType, value: unknown, where: string): Result {
  const parsed = schema.safeParse(value);
  // The schema is the one that `Result` was made of.
  if (parsed.success) return parsed.data as Result;
  const invalid = parsed.error.issues.map(({ path, message }) => ({
    where: [where, ...path.map(String)].join("."),
    message,
  }));
  throw new ServeError("SAGE8567", `The ${where} is not as it must be.`, "See /openapi.json.", { invalid });
}

function queryOf(context: Context): Readonly<Record<string, string>> {
  const { searchParams } = new URL(context.req.url);
  for (const name of searchParams.keys())
    if (searchParams.getAll(name).length > 1)
      throw new ServeError("SAGE8567", "A name stands twice in the query.", "Give each once.");
  return Object.fromEntries(searchParams);
}

async function bodyOf(context: Context): Promise<unknown> {
  if (!/^application\/json\b/i.test(context.req.header("content-type") ?? ""))
    throw new ServeError("SAGE8573", "The body must be JSON.", "Send content-type: application/json.");
  const text = await context.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new ServeError("SAGE8567", "The body is not JSON.", "Check brackets, quotes and commas.");
  }
}
