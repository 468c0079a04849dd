import { z } from "@hono/zod-openapi";
import { marketKey } from "../../live/market.js";
import { judgeHealth, verdictOf } from "../../live/watch/health.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { figure, marketSchema, time } from "../schemas/records.js";
import { marketView } from "../views.js";
import { marketsOf } from "./health.js";

const feedSchema = z
  .object({
    key: z.string(),
    market: marketSchema,
    state: z
      .enum(["connecting", "live", "silent", "reconnecting", "refused"])
      .nullable()
      .openapi({ description: "null where the desk runs in another process, which does not tell" }),
    last_close: time.nullable(),
    skew: figure.openapi({ description: "milliseconds that the venue's clock goes ahead of this machine's" }),
    ok: z.boolean(),
    message: z.string(),
  })
  .openapi("Feed");

/** Where bars come from, as far as somebody trades on them now. */
export function addFeeds(api: Api, context: ServeContext): void {
  addRoute(
    api,
    {
      path: "/feeds",
      summary: "Markets that are traded now: whether their bars come in time",
      group: "Health",
      answer: z.object({ feeds: z.array(feedSchema), timestamp: time }),
    },
    async () => {
      const now = context.clock.now();
      const feeds = (await marketsOf(context, true)).map((one): z.input<typeof feedSchema> => {
        const health = judgeHealth({ now, markets: [one], store: { isWritable: true, message: "" } });
        const [feed, clock] = [verdictOf(health, "feed"), verdictOf(health, "clock")];
        const { isGood, message } = feed.isGood ? clock : feed;
        return {
          key: marketKey(one.market),
          market: marketView(one.market),
          state: one.state,
          last_close: one.lastClose,
          skew: one.skew,
          ok: isGood,
          message: isGood ? "good" : message.replace(`${marketKey(one.market)}: `, ""),
        };
      });
      return { feeds, timestamp: now };
    },
  );
}
