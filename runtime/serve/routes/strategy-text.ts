import { z } from "@hono/zod-openapi";
import type { Graph } from "../../../compiler/graph/index.js";
import type { ServeContext } from "../context.js";
import type { StrategyTexts } from "../ledger/text.js";
import { addRoute, type Api } from "../route.js";
import { figure } from "../schemas/records.js";
import { identityInPath } from "./fields.js";
import { strategyOf } from "./find.js";

const ruleSchema = z.object({
  action: z.enum(["enter", "exit"]),
  rule: z.int().openapi({ description: "what signals and trades name it by" }),
  side: z.string(),
  line: z.int(),
  text: z.string(),
  start: z.int().openapi({ description: "in UTF-16 units from the beginning of the text" }),
  end: z.int(),
});

const textSchema = z
  .object({
    strategy_id: z.int(),
    path: z.string(),
    is_current: z
      .boolean()
      .openapi({ description: "whether it does what it did when the strategy began to trade" }),
    documentation: z.string(),
    text: z.string(),
    rules: z.array(ruleSchema),
    parameters: z.array(
      z.object({
        name: z.string(),
        kind: z.string(),
        value: figure,
        default: figure,
        low: figure,
        high: figure,
      }),
    ),
    plots: z.array(z.string()),
  })
  .openapi("StrategyText");

/** What a strategy was written as. */
export function addStrategyText(api: Api, { store: { database } }: ServeContext, texts: StrategyTexts): void {
  addRoute(
    api,
    {
      path: "/strategies/{id}/text",
      summary: "The text of a strategy as it is now, its rules and its settings",
      group: "Strategies",
      params: identityInPath,
      answer: textSchema,
    },
    async ({ params }) => {
      const strategy = await strategyOf(database, params.id);
      const graph = await texts.now(strategy);
      return {
        strategy_id: strategy.id,
        path: strategy.path ?? "",
        is_current: graph.hash === strategy.graphHash,
        documentation: graph.documentation,
        text: graph.source.text,
        rules: [...rulesOf(graph, "enter"), ...rulesOf(graph, "exit")],
        parameters: graph.parameters.map(({ name, kind, value, low, high }) => ({
          name,
          kind,
          value: strategy.parameters[name] ?? value,
          default: value,
          low,
          high,
        })),
        plots: graph.plots.map(({ label }) => label),
      };
    },
  );
}

function rulesOf(graph: Graph, action: "enter" | "exit"): z.input<typeof ruleSchema>[] {
  const { entries, exits } = graph.orders;
  const { text: source } = graph.source;
  return (action === "enter" ? entries : exits).map(({ side, text, span: { start, end } }, rule) => ({
    action,
    rule,
    side,
    line: source.slice(0, start).split("\n").length,
    text,
    start,
    end,
  }));
}
