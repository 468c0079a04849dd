import { z } from "@hono/zod-openapi";

/** Whole numbers as they stand in addresses. */
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "a whole number")
    .transform(Number)
    .pipe(z.int().min(least).max(most));

const parameter = (name: string, place: "query" | "path", least: number, most: number) =>
  whole(least, most).openapi({
    param: { name, in: place, required: place === "path" },
    type: "integer",
    minimum: least,
    maximum: most,
  });

const mostIdentity = 2 ** 31 - 1;
const lastTime = 8.64e14;

export const identityInPath = { id: parameter("id", "path", 0, mostIdentity) };
export const numberInPath = { number: parameter("number", "path", 0, mostIdentity) };
export const strategyInQuery = {
  strategy_id: parameter("strategy_id", "query", 0, mostIdentity).optional(),
};
export const limitUpTo = (most: number) => ({
  limit: parameter("limit", "query", 1, most).optional(),
});
export const range = {
  from: parameter("from", "query", 0, lastTime).optional(),
  to: parameter("to", "query", 0, lastTime).optional(),
};
export const onePage = {
  ...limitUpTo(1000),
  cursor: z.string().max(200).optional(),
  order: z.enum(["newest", "oldest"]).optional(),
};
export const activeOnly = {
  active_only: z
    .enum(["true", "false"])
    .transform((word) => word === "true")
    .optional()
    .openapi({ type: "string", enum: ["true", "false"] }),
};
export const wholeInQuery = (name: string, least: number, most: number) =>
  parameter(name, "query", least, most).optional();

/** Where the next part of a list begins; null after the last. */
export const next = z.string().nullable();
