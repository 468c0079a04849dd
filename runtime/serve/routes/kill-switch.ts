import { z } from "@hono/zod-openapi";
import { everything, readStops, releaseStop, throwStop, type Stop } from "../../live/desk/stops.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";

const stop = z.object({
  name: z.string().openapi({ description: "`all`, or the strategy or portfolio that is stopped" }),
  closes: z.boolean().openapi({ description: "whether what is held is left at its next open" }),
  by: z.string(),
  reason: z.string(),
  at: z.number().openapi({ description: "when it was said, epoch milliseconds" }),
});

const switchSchema = z
  .object({
    is_stopped: z.boolean().openapi({ description: "whether everything is stopped" }),
    closes: z.boolean(),
    by: z.string().nullable(),
    stops: z.array(stop).openapi({ description: "all that stands, by strategy or for everything" }),
  })
  .openapi("KillSwitch");

function shown(stops: readonly Stop[]): z.input<typeof switchSchema> {
  const whole = stops.filter(({ name }) => name === everything);
  return {
    is_stopped: whole.length > 0,
    closes: whole.some(({ closes }) => closes),
    by: whole[0]?.by ?? null,
    stops: stops.map(({ name, closes, by, reason, at }) => ({ name, closes, by, reason, at })),
  };
}

export function addKillSwitch(api: Api, { desk, switchFile, clock, store }: ServeContext): void {
  const group = "Kill switch";
  addRoute(api, { path: "/kill-switch", summary: "What is stopped", group, answer: switchSchema }, async () =>
    shown(await readStops(store.database, switchFile)),
  );
  addRoute(
    api,
    {
      method: "post",
      path: "/kill-switch",
      summary: "Stop all entries, or everything, of all strategies or one; or let trading go on",
      group,
      scope: "control",
      body: {
        action: z.enum(["stop", "resume"]),
        strategy: z
          .string()
          .min(1)
          .default(everything)
          .openapi({ description: "a strategy or portfolio by its name; left out: all" }),
        closes: z
          .boolean()
          .default(false)
          .openapi({ description: "whether what is held is left at its next open" }),
        reason: z.string().max(500).default(""),
      },
      answer: switchSchema,
    },
    async ({ body, bearer }) => {
      const by = `the API${bearer === null ? "" : ` (token ${bearer.name})`}`;
      const told = { name: body.strategy, by, reason: body.reason, at: clock.now() };
      if (body.action === "stop")
        await throwStop(store.database, { ...told, closes: body.closes }, switchFile);
      else await releaseStop(store.database, told, switchFile);
      const stops = await readStops(store.database, switchFile);
      // Other desks look themselves; the one at hand need not wait.
      desk?.obey(stops);
      if (desk === undefined)
        await store.note({
          time: clock.now(),
          event: body.action === "stop" ? "switch_stopped" : "switch_resumed",
          severity: body.action === "stop" ? "warning" : "info",
          strategy: null,
          market: null,
          message: `${body.action === "stop" ? "Stopped" : "Resumed"} by ${by}.`,
          data: { name: body.strategy, closes: body.closes, by, reason: body.reason },
        });
      return shown(stops);
    },
  );
}
