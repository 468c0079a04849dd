import { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpBindings } from "@hono/node-server";
import type { Context, Next } from "hono";
import { bodyLimit } from "hono/body-limit";
import { etag } from "hono/etag";
import type { DeskMetrics } from "../live/watch/metrics.js";
import type { ServeContext } from "./context.js";
import type { Brake } from "./brake.js";
import type { Gate } from "./gate.js";
import { answerPage, listPages } from "./pages.js";
import { problemAnswer, shownError } from "./problem.js";
import type { Api, Variables } from "./route.js";
import { addAccess } from "./routes/access.js";
import { addModels, addRuns } from "./routes/archive.js";
import { addEquity } from "./routes/equity.js";
import { addFeeds } from "./routes/feeds.js";
import { addHealth } from "./routes/health.js";
import { addKillSwitch } from "./routes/kill-switch.js";
import { addDecisions } from "./routes/decisions.js";
import { addModelCard } from "./routes/model-card.js";
import { addPortfolio } from "./routes/portfolio.js";
import { addPortfolios } from "./routes/portfolios.js";
import { addRecords } from "./routes/records.js";
import { addStrategyBars } from "./routes/strategy-bars.js";
import { addStrategyText } from "./routes/strategy-text.js";
import { addStrategyTrades } from "./routes/strategy-trades.js";
import { addStats } from "./routes/stats.js";
import { addArenas, addStrategies } from "./routes/strategies.js";
import { StrategyTexts } from "./ledger/text.js";
import { ServeError } from "./serve-error.js";

const largestBody = 64 * 1024;

/** What may be asked without a token: nothing of it tells about money. */
const open: ReadonlySet<string> = new Set(["/health", "/ready", "/api/v1/health", "/api/v1/ready"]);

const securityHeaders: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * The REST interface: guards, routes, and their description.
 * @param metrics figures for Prometheus at `/metrics`; null where no desk runs in this process
 */
export function makeApp(
  context: ServeContext,
  gate: Gate,
  brake: Brake,
  onFault: (message: string) => void,
  metrics: DeskMetrics | null,
): { readonly app: Api; readonly describe: () => object } {
  const app: Api = new OpenAPIHono<Variables>();
  const pages = listPages("desk", context.pages);
  app.use(addHeaders(gate));
  app.use(async (c: Context<Variables>, next: Next): Promise<Response | void> => {
    gate.checkPlace(c.req.header("host"), c.req.header("origin"));
    // A page tells nothing about money: what it shows it asks for with a token.
    return answerPage(pages, c.req.raw) ?? (await next());
  });
  app.use(guard(gate, brake));
  app.use(
    bodyLimit({
      maxSize: largestBody,
      onError: () => {
        throw new ServeError("SAGE8566", "The body is larger than 64 KiB.", "Send less.");
      },
    }),
  );
  app.use(etag());
  const api: Api = new OpenAPIHono<Variables>();
  for (const add of [addHealth, addStrategies, addArenas, addRecords, addPortfolio, addStats, addModels])
    add(api, context);
  addPortfolios(api, context);
  addEquity(api, context);
  const texts = new StrategyTexts(context);
  addStrategyTrades(api, context);
  for (const add of [addStrategyBars, addStrategyText, addDecisions, addModelCard]) add(api, context, texts);
  addFeeds(api, context);
  addAccess(api);
  addRuns(api);
  addKillSwitch(api, context);
  const root: Api = new OpenAPIHono<Variables>();
  addHealth(root, context);
  app.route("/api/v1", api);
  app.route("/", root);
  let description: object | undefined;
  const describe = (): object => (description ??= app.getOpenAPI31Document(aboutApi));
  app.get("/openapi.json", (c) =>
    c.body(JSON.stringify(describe()), 200, { "content-type": "application/json" }),
  );
  if (metrics !== null)
    app.get("/metrics", async (c) =>
      c.body(await metrics.metricsText(), 200, { "content-type": metrics.contentType }),
    );
  app.notFound((c) => problemAnswer(unknownRoute(app, c)));
  app.onError((error) => {
    const shown = shownError(error);
    if (shown.code === "SAGE8571") onFault(`api: ${error.name}: ${error.message}`);
    return problemAnswer(shown);
  });
  app.openAPIRegistry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  return { app, describe };
}

/** Who may ask, and how often. */
function guard(gate: Gate, brake: Brake) {
  return async (c: Context<Variables>, next: Next) => {
    gate.checkPlace(c.req.header("host"), c.req.header("origin"));
    const bearer = gate.bearerOf(c.req.header("authorization"));
    const { incoming } = c.env as Partial<HttpBindings>;
    let slowed: Promise<void> | undefined;
    try {
      gate.checkRate(bearer, incoming?.socket.remoteAddress ?? "", () => {
        if (incoming !== undefined) slowed = brake.slow(incoming);
      });
    } catch (error) {
      await slowed;
      throw error;
    }
    if (!open.has(c.req.path)) gate.checkBearer(bearer, c.req.header("authorization") !== undefined);
    c.set("bearer", bearer);
    await brake.turn();
    await next();
  };
}

const aboutApi = {
  openapi: "3.1.0",
  info: {
    title: "NailSage live trading",
    version: "1",
    description:
      "What strategies on paper do and did. Times are epoch milliseconds UTC, money is in quote currency.",
  },
};

/** Headers of every answer, and the answers that a browser asks for first where web pages are allowed. */
function addHeaders(gate: Gate) {
  return async (c: Context<Variables>, next: Next): Promise<Response | void> => {
    const origin = c.req.header("origin");
    const isAllowed = origin !== undefined && gate.allows(origin);
    const isPreflight = c.req.method === "OPTIONS" && isAllowed;
    if (!isPreflight) await next();
    else
      c.res = new Response(null, {
        status: 204,
        headers: {
          "access-control-allow-methods": "GET, POST",
          "access-control-allow-headers": "authorization, content-type, if-none-match",
          "access-control-max-age": "600",
        },
      });
    for (const [name, value] of Object.entries(securityHeaders))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "private, no-cache");
    if (!isAllowed) return;
    c.res.headers.set("access-control-allow-origin", origin);
    c.res.headers.set("access-control-expose-headers", "etag, retry-after");
    c.res.headers.append("vary", "origin");
  };
}

function unknownRoute(app: Api, { req }: Context<Variables>): ServeError {
  const methods = new Set(
    app.routes
      .filter(({ method, path }) => method !== "ALL" && matches(path, req.path))
      .map(({ method }) => method),
  );
  if (methods.size === 0)
    return new ServeError("SAGE8568", "There is nothing at this address.", "See /openapi.json.");
  const allowed = [...methods].toSorted().join(", ");
  return new ServeError("SAGE8569", `The address answers to ${allowed} only.`, null, {
    headers: { allow: allowed },
  });
}

function matches(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  return (
    wanted.length === given.length && wanted.every((part, k) => part.startsWith(":") || part === given[k])
  );
}
