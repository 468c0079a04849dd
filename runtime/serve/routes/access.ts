import { z } from "@hono/zod-openapi";
import { addRoute, type Api } from "../route.js";
import { scopes } from "../tokens.js";

/** Who asks: a page says beforehand what its token does not allow. */
export function addAccess(api: Api): void {
  addRoute(
    api,
    {
      path: "/access",
      summary: "Who asks, and what the token allows",
      group: "Access",
      answer: z.object({
        name: z.string().nullable().openapi({ description: "null where no token is needed" }),
        scopes: z.array(z.enum(scopes)),
      }),
    },
    ({ bearer }) => ({ name: bearer?.name ?? null, scopes: [...(bearer?.scopes ?? scopes)] }),
  );
}
