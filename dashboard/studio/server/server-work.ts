import * as z from "zod/mini";
import type { Trials } from "../../../runtime/metrics/trials.js";
import type { ChoiceRequest, Progress, SearchView, TrialBook, WalkView } from "../experiments/protocol.js";
import { HostError } from "../host.js";
import {
  models,
  searches,
  searchViewOfJson,
  walkViewOfJson,
  type StoredModel,
  type StoredSearch,
} from "./answers.js";
import { told, toldLines, whole } from "./told.js";

export interface WorkHandle {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** What is done by the studio's server over the files of its folder: by the commands of the program. */
export interface ServerWork {
  readonly search: (request: ServerRequest, handle: WorkHandle) => Promise<SearchView>;
  readonly walk: (request: ServerRequest, handle: WorkHandle) => Promise<WalkView>;
  readonly train: (request: ServerRequest, handle: WorkHandle) => Promise<void>;
  /** Remembers trials that were made in the page; gives all that are known of the strategy on the data. */
  readonly remember: (strategy: string, book: TrialBook) => Promise<Trials>;
  readonly searches: (strategy: string) => Promise<readonly StoredSearch[]>;
  readonly models: (strategy: string) => Promise<readonly StoredModel[]>;
}

export interface ServerRequest {
  readonly choice: ChoiceRequest;
  /** A data file of the folder; null: the bundled sample. */
  readonly data: string | null;
}

type Ask = (name: string, request?: RequestInit) => Promise<Response>;

const part = z.object({ name: z.enum(["fold", "training"]), number: z.number(), of: z.number() });
const progress = z.object({
  done: z.number(),
  total: z.number(),
  part: z.nullable(part),
  best: z.nullable(z.number()),
});
const trials = z.object({ count: z.number(), variance: z.number() });
const curve = z.object({ time: z.array(z.number()), value: z.array(z.number()) });
const line = z.object({
  progress: z.optional(progress),
  result: z.optional(z.unknown()),
  failure: z.optional(z.object({ code: z.string(), message: z.string(), help: z.nullable(z.string()) })),
  equity: z.optional(z.nullable(curve)),
});

export function openServerWork(ask: Ask): ServerWork {
  const run = async (
    kind: "train" | "walk-forward" | "search",
    { choice, data }: ServerRequest,
    { signal, progress: tell }: WorkHandle,
  ): Promise<z.infer<typeof line>> => {
    const { file, capital, values, ranges, sampler, trials, optimise, constraint } = choice;
    const body = JSON.stringify({
      kind,
      data,
      path: file.path,
      strategy: file.strategy,
      capital,
      values,
      ranges,
      sampler,
      trials,
      optimise,
      constraint,
    });
    const answer = await ask("work", { method: "POST", body, signal });
    let last: z.infer<typeof line> | null = null;
    try {
      for await (const message of toldLines(line, answer)) {
        last = message;
        if (last.progress !== undefined) tell(last.progress);
      }
    } catch (error) {
      // Who stopped it is told that, and not that the way broke.
      signal.throwIfAborted();
      throw error;
    }
    const failure = last?.failure;
    if (failure !== undefined) throw new HostError(failure.code, failure.message, failure.help);
    if (last === null || last.result === undefined)
      throw new HostError("gone", "The server stopped answering.", null);
    return last;
  };
  const about = (name: string, strategy: string): string =>
    `${name}?strategy=${encodeURIComponent(strategy)}`;
  return {
    search: async (request, handle) => {
      const { result } = await run("search", request, handle);
      return whole(() => searchViewOfJson(result));
    },
    walk: async (request, handle) => {
      const { result, equity } = await run("walk-forward", request, handle);
      return whole(() => walkViewOfJson(result, equity ?? { time: [], value: [] }));
    },
    train: async (request, handle) => void (await run("train", request, handle)),
    remember: async (strategy, book) => {
      const body = JSON.stringify({ strategy, ...book });
      return told(trials, await ask("trials", { method: "POST", body }));
    },
    searches: async (strategy) => (await told(searches, await ask(about("searches", strategy)))).searches,
    models: async (strategy) => (await told(models, await ask(about("models", strategy)))).models,
  };
}
