import type { Graph } from "../compiler/graph/index.js";
import type { RowSource } from "../runtime/engine/feeds.js";
import type { DeskEntry } from "../runtime/live/desk/entrant.js";
import type { Market } from "../runtime/live/market.js";
import type { SessionPlan } from "../runtime/live/session/session.js";
import type { ModelSources, OpenedModels } from "../runtime/index.js";
import { exitCodes, Failure } from "./failure.js";
import { feedPaths } from "./feeds.js";
import { loadGraph } from "./graphs.js";
import { modelSources, openModelsOf } from "./models.js";
import { loadPortfolio } from "./portfolio-run.js";
import { parseSettings } from "./values.js";

export interface EntryFlags {
  readonly strategy: string | undefined;
  readonly portfolio: string | undefined;
  readonly set: readonly string[];
  readonly model: readonly string[];
  readonly capital: number;
  readonly json: boolean;
}

/** A strategy that is to be traded, before it is bound to a market's venue. */
export interface Traded {
  readonly label: string;
  readonly graph: Graph;
  readonly parameters: Readonly<Record<string, number>>;
  readonly capital: number;
  readonly share: number;
  readonly stake: number;
  readonly path: string;
  /** What `--model` says of its models. */
  readonly models: readonly string[];
}

/** Strategies that stand at a desk together: one alone, or the members of a portfolio. */
export interface Group {
  readonly portfolio: string | null;
  readonly capital: number;
  readonly shared: boolean;
  readonly limits: SessionPlan["limits"];
  readonly members: readonly Traded[];
}

/** Reads the files: each is a strategy of its own, or with `portfolio` the one file that holds it. */
export async function readGroups(files: readonly string[], flags: EntryFlags): Promise<readonly Group[]> {
  if (flags.portfolio !== undefined) return [await portfolioOf(files, flags.portfolio, flags)];
  const written: { readonly path: string; readonly graph: Graph }[] = [];
  for (const path of files) written.push({ path, graph: await loadGraph(path, flags.strategy, flags.json) });
  const { capital } = flags;
  const parameterNames = (graph: Graph): readonly string[] => graph.parameters.map(({ name }) => name);
  const graphs = written.map(({ graph }) => graph);
  return written.map(({ path, graph }) => ({
    portfolio: null,
    capital,
    shared: false,
    limits: undefined,
    members: [
      {
        label: graph.strategy,
        graph,
        parameters: parseSettings(meantFor(graph, flags.set, graphs, parameterNames), graph.parameters),
        capital,
        share: 1,
        stake: capital,
        path,
        models: meantFor(graph, flags.model, graphs, modelNames),
      },
    ],
  }));
}

const modelNames = ({ models }: Graph): readonly string[] => models.map(({ name }) => name);

/**
 * What `name=value` concerns a strategy that stands beside others: what only others have passes it by, and what nobody has is
 * left to be refused.
 */
function meantFor(
  graph: Graph,
  given: readonly string[],
  all: readonly Graph[],
  namesOf: (graph: Graph) => readonly string[],
): readonly string[] {
  const own = namesOf(graph);
  const known = all.flatMap(namesOf);
  return given.filter((text) => {
    if (!text.includes("=")) return own.length > 0 || known.length === 0;
    const name = text.slice(0, text.indexOf("=")).trim();
    return own.includes(name) || !known.includes(name);
  });
}

async function portfolioOf(files: readonly string[], name: string, flags: EntryFlags): Promise<Group> {
  const [path] = files;
  if (path === undefined || files.length > 1)
    throw new Failure(
      exitCodes.usage,
      "SAGE9502",
      "a portfolio stands in one file",
      "sage live FILE --portfolio NAME",
    );
  const { plan, members } = await loadPortfolio(path, name, flags.json);
  const capital = plan.bankroll ?? flags.capital;
  const shared = plan.account === "shared";
  const graphs = members.map(({ graph }) => graph);
  const shares = members.reduce((sum, { member }) => sum + member.share, 0);
  return {
    portfolio: plan.name,
    capital,
    shared,
    limits: plan.limits,
    members: members.map(({ member, graph }) => ({
      label: member.label,
      graph,
      parameters: member.values,
      capital: capital * member.share,
      share: shared ? member.share : 1,
      stake: (capital * member.share) / (shared ? shares : 1),
      path,
      models: meantFor(graph, flags.model, graphs, modelNames),
    })),
  };
}

/** The market of a strategy at a venue. */
export const marketAt = ({ market }: Graph, exchange: string): Market => ({
  exchange,
  symbol: market.symbol,
  marketType: market.type,
  interval: market.timeframe,
});

/**
 * Binds strategies to their venue, with their models opened.
 * @param prepare the graph as the venue's prices want it: with its tick
 */
export async function entryOf(
  group: Group,
  exchange: string,
  prepare: (graph: Graph, market: Market) => Promise<Graph>,
  note: (sentence: string) => void,
): Promise<DeskEntry> {
  const { parameterValues } = await import("../runtime/engine/parameters.js");
  const opened: OpenedModels[] = [];
  const members: SessionPlan["members"][number][] = [];
  const records: DeskEntry["records"][number][] = [];
  for (const member of group.members) {
    const { label, graph: written, parameters, capital, share, stake, path } = member;
    const market = marketAt(written, exchange);
    const graph = await prepare(written, market);
    const sources = await sourcesOf(graph, member.models);
    const models = await openModelsOf(graph, sources, parameters, note);
    if (models !== undefined) opened.push(models);
    members.push({
      label,
      graph,
      values: parameterValues(graph, parameters),
      market,
      capital,
      share,
      stake,
      files: await filesOf(graph),
      ...(models !== undefined && { models: models.schedules }),
    });
    // A champion may be another one tomorrow: the ledger says which it was.
    const about = Object.entries(sources ?? {}).map(([name, source]) => ({
      name,
      id: models?.answering.get(name) ?? source,
      chosen: source === championOf(graph, name) ? ("champion" as const) : ("pinned" as const),
    }));
    records.push({ name: label, models: about, path, portfolio: group.portfolio });
  }
  return {
    plan: {
      members,
      capital: group.capital,
      shared: group.shared,
      ...(group.limits !== undefined && { limits: group.limits }),
    },
    records,
    close: async () => {
      for (const models of opened) await models.close();
    },
  };
}

const championOf = ({ strategy }: Graph, model: string): string => `${strategy}.${model}`;

/** Where nothing is said of a model, its champion answers. */
async function sourcesOf(graph: Graph, given: readonly string[]): Promise<ModelSources | undefined> {
  const sources = await modelSources(graph, given);
  if (sources === undefined) return undefined;
  const champions = graph.models.map(({ name }) => [name, championOf(graph, name)] as const);
  return { ...Object.fromEntries(champions), ...sources };
}

async function filesOf(graph: Graph): Promise<Readonly<Record<string, RowSource>>> {
  const paths = feedPaths(graph, {});
  const rows: Record<string, RowSource> = {};
  for (const { name, file } of graph.feeds ?? []) {
    const path = paths[name];
    if (file === null || path === undefined) continue;
    const { openValues } = await import("../runtime/data/import/values.js");
    const values = await openValues(path, file.column);
    rows[name] = {
      *rows() {
        for (const { time, value } of values.values()) yield { time, columns: [value] };
      },
    };
  }
  return rows;
}
