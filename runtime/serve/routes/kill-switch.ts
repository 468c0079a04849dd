import { z } from "@hono/zod-openapi";
import { readSwitch, releaseSwitch, throwSwitch } from "../../live/desk/switch-file.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";

const switchSchema = z
  .object({ is_stopped: z.boolean(), closes: z.boolean(), by: z.string().nullable() })
  .openapi("KillSwitch");

export function addKillSwitch(api: Api, { desk, switchFile, clock, store }: ServeContext): void {
  const group = "Kill switch";
  const state = (): z.input<typeof switchSchema> => {
    const told = readSwitch(switchFile) ?? desk?.stopped ?? null;
    return { is_stopped: told !== null, closes: told?.closes ?? false, by: told?.by ?? null };
  };
  addRoute(
    api,
    { path: "/kill-switch", summary: "Whether trading is stopped", group, answer: switchSchema },
    state,
  );
  addRoute(
    api,
    {
      method: "post",
      path: "/kill-switch",
      summary: "Stop all entries, or everything; or let trading go on",
      group,
      scope: "control",
      body: {
        action: z.enum(["stop", "resume"]),
        closes: z
          .boolean()
          .default(false)
          .openapi({ description: "whether what is held is left at its next open" }),
      },
      answer: switchSchema,
    },
    async ({ body, bearer }) => {
      const by = `the API${bearer === null ? "" : ` (token ${bearer.name})`}`;
      // The file holds for every desk of this folder and after a restart; the desk at hand need not wait for it.
      if (body.action === "stop") {
        throwSwitch({ closes: body.closes, by }, switchFile);
        desk?.stop(body.closes, by);
      } else {
        releaseSwitch(switchFile);
        desk?.resume(by);
      }
      if (desk === undefined)
        await store.note({
          time: clock.now(),
          event: body.action === "stop" ? "switch_stopped" : "switch_resumed",
          severity: body.action === "stop" ? "warning" : "info",
          strategy: null,
          market: null,
          message: `${body.action === "stop" ? "Stopped" : "Resumed"} by ${by}.`,
          data: { closes: body.closes },
        });
      return state();
    },
  );
}
