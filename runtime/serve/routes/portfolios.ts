import { z } from "@hono/zod-openapi";
import { readStrategyList, type StoredStrategy } from "../../live/store/read/index.js";
import type { ServeContext } from "../context.js";
import { addRoute, type Api } from "../route.js";
import { figure } from "../schemas/records.js";

const limitsSchema = z.object({
  positions: figure.openapi({ description: "open positions at once" }),
  exposure: figure.openapi({ description: "what is held, long and short together, as a share of equity" }),
  net_exposure: figure.openapi({ description: "long less short, as a share of equity" }),
  per_market: figure.openapi({ description: "in one market, as a share of equity" }),
  per_strategy: figure.openapi({ description: "of one strategy, as a share of equity" }),
  per_asset: figure.openapi({ description: "in one asset, as a share of equity" }),
  positions_per_asset: figure,
  reserve: figure.openapi({ description: "share of equity that nothing may bind" }),
  correlation: figure.openapi({ description: "with a held market, beyond which another is not entered" }),
  drawdown: figure.openapi({ description: "fall from the peak at which trading stops" }),
  daily_loss: figure.openapi({ description: "loss since 00:00 UTC at which trading stops" }),
});

const portfolioEntry = z.object({
  name: z.string(),
  strategies: z.array(z.int()),
  is_shared: z
    .boolean()
    .nullable()
    .openapi({ description: "whether its strategies share one account; null where no desk here trades it" }),
  limits: limitsSchema
    .nullable()
    .openapi({ description: "null where no desk here trades it, or it has none" }),
});

/** Portfolios by their names. Their limits are known while a desk trades them in this process. */
export function addPortfolios(api: Api, { store: { database }, desk }: ServeContext): void {
  addRoute(
    api,
    {
      path: "/portfolios",
      summary: "Portfolios, their strategies and limits",
      group: "Portfolio",
      answer: z.object({ portfolios: z.array(portfolioEntry), total: z.int() }),
    },
    async () => {
      const members = new Map<string, StoredStrategy[]>();
      for (const strategy of await readStrategyList(database, { isActive: true }))
        if (strategy.portfolio !== null)
          members.set(strategy.portfolio, [...(members.get(strategy.portfolio) ?? []), strategy]);
      const portfolios = [...members].map(([name, strategies]) => {
        const plan = desk?.entrants?.find(({ records }) => records[0]?.portfolio === name)?.entry.plan;
        return {
          name,
          strategies: strategies.map(({ id }) => id),
          is_shared: plan?.shared ?? null,
          limits: plan?.limits === undefined ? null : limitsOf(plan.limits),
        };
      });
      return { portfolios, total: portfolios.length };
    },
  );
}

type Limits = NonNullable<
  NonNullable<NonNullable<ServeContext["desk"]>["entrants"]>[number]["entry"]["plan"]["limits"]
>;

const limitsOf = (limits: Limits): z.input<typeof limitsSchema> => ({
  positions: limits.positions ?? null,
  exposure: limits.exposure ?? null,
  net_exposure: limits.netExposure ?? null,
  per_market: limits.perMarket ?? null,
  per_strategy: limits.perStrategy ?? null,
  per_asset: limits.perAsset ?? null,
  positions_per_asset: limits.positionsPerAsset ?? null,
  reserve: limits.reserve ?? null,
  correlation: limits.correlation ?? null,
  drawdown: limits.drawdown ?? null,
  daily_loss: limits.dailyLoss ?? null,
});
