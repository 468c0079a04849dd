import { signal } from "@preact/signals";
import { Experiments } from "../experiments/client.js";
import type {
  ChoiceRequest,
  SearchRequest,
  SearchView,
  TrialBook,
  WalkRequest,
  WalkView,
} from "../experiments/protocol.js";
import { describeTrials, type Trials } from "../../../runtime/metrics/trials.js";
import { HostError } from "../host.js";
import type { Refusal } from "../research/protocol.js";
import type { StoredModel, StoredSearch } from "../server/answers.js";
import type { ServerWork } from "../server/server-work.js";
import { sampleData, type Studio } from "../state.js";
import { LongWork, refusalOf, type WorkHandle } from "./long-work.js";
import { viewWords } from "./words.js";

/** What a result belongs to: with another strategy, text or data it is one of before. */
export interface Subject {
  readonly graphHash: string;
  readonly data: string;
}

export interface StoredModels {
  readonly strategy: string;
  readonly models: readonly StoredModel[];
  readonly refusal: Refusal | null;
}

/** The studio's long work, and its results for as long as the page is open. */
export class Laboratory {
  readonly search = new LongWork<SearchView>();
  readonly walk = new LongWork<WalkView>();
  /** What the results are of; null: opened from elsewhere. */
  readonly searchSubject = signal<Subject | null>(null);
  readonly walkSubject = signal<Subject | null>(null);
  readonly training = new LongWork<true>();
  readonly models = signal<StoredModels | null>(null);
  readonly searches = signal<readonly StoredSearch[]>([]);
  readonly #studio: Studio;
  readonly #experiments: Experiments;
  #loaded: string | null = null;

  constructor(studio: Studio) {
    this.#studio = studio;
    this.#experiments = new Experiments(studio.program);
  }

  get subject(): Subject {
    return {
      graphHash: this.#studio.strategy.value?.graphHash ?? "",
      data: this.#studio.data.value,
    };
  }

  async startSearch(request: SearchRequest): Promise<void> {
    const subject = this.subject;
    await this.search.start(async (handle) => {
      const found = await this.#search(request, handle);
      if (found !== null) this.searchSubject.value = subject;
      return found;
    });
  }

  async startWalk(request: WalkRequest): Promise<void> {
    const subject = this.subject;
    await this.walk.start(async (handle) => {
      const found = await this.#walk(request, handle);
      if (found !== null) this.walkSubject.value = subject;
      return found;
    });
  }

  async #search(request: SearchRequest, handle: WorkHandle): Promise<SearchView | null> {
    if (this.asksModels)
      return (await this.#server()).search({ choice: request, data: this.#dataFile() }, handle);
    await this.#loadData();
    const found = await this.#experiments.search(request, handle);
    if (found === null || found.bestMetrics === null) return found;
    const all = await this.#remember(found.strategy, found.book);
    if (all === null || found.deflation === null || all.count <= found.deflation.trials) return found;
    // With whatever was tried before on these data, here or on the command line.
    const { count, expectedSharpe, deflatedSharpe } = describeTrials(found.bestMetrics, all);
    const { probabilisticSharpe } = found.deflation;
    return { ...found, deflation: { trials: count, expectedSharpe, probabilisticSharpe, deflatedSharpe } };
  }

  /** Null where there is no book: the playground, or a server that has gone. */
  async #remember(strategy: string, book: TrialBook | null): Promise<Trials | null> {
    const { server } = this.#studio.host;
    if (server === null || book === null || book.searches.length === 0) return null;
    return server.remember(strategy, book).catch(() => null);
  }

  async #walk(request: WalkRequest, handle: WorkHandle): Promise<WalkView | null> {
    if (this.asksModels)
      return (await this.#server()).walk({ choice: request, data: this.#dataFile() }, handle);
    await this.#loadData();
    const found = await this.#experiments.walk(request, handle);
    if (found !== null) await this.#remember(found.strategy, found.book);
    return found;
  }

  /** Whether only the server can do it. */
  get asksModels(): boolean {
    return (this.#studio.strategy.value?.models.length ?? 0) > 0;
  }

  get hasServer(): boolean {
    return this.#studio.host.server !== null;
  }

  #dataFile(): string | null {
    const data = this.#studio.data.value;
    return data === sampleData ? null : data;
  }

  /** The server, which knows the text as it is saved. */
  async #server(): Promise<ServerWork> {
    const { server } = this.#studio.host;
    if (server === null) throw new HostError("SAGE8620", viewWords.needsServer, null);
    if (this.#studio.isDirty.value) await this.#studio.save();
    if (this.#studio.isDirty.value) throw new HostError("SAGE8617", viewWords.notSaved, null);
    return server;
  }

  async train(choice: ChoiceRequest): Promise<void> {
    await this.training.start(async (handle) => {
      const server = await this.#server();
      await server.train({ choice, data: this.#dataFile() }, handle);
      await this.loadModels();
      return true;
    });
  }

  /** Models of the strategy, as the registry has them now. */
  async loadModels(): Promise<void> {
    const strategy = this.#studio.strategy.value?.name;
    const { server } = this.#studio.host;
    if (server === null || strategy === undefined) return;
    try {
      const models = await server.models(strategy);
      this.models.value = { strategy, models, refusal: null };
    } catch (error) {
      this.models.value = { strategy, models: [], refusal: refusalOf(error) };
    }
  }

  async loadSearches(): Promise<void> {
    const strategy = this.#studio.strategy.value?.name;
    const { server } = this.#studio.host;
    if (server === null || strategy === undefined) return;
    this.searches.value = await server.searches(strategy).catch(() => []);
  }

  /** Shows a search that the command line has kept. */
  async openSearch({ search }: StoredSearch): Promise<void> {
    await this.search.start(async () => {
      const { searchViewOfJson } = await import("../server/answers.js");
      this.searchSubject.value = null;
      return searchViewOfJson(search);
    });
  }

  /** The bars that the studio shows, in the worker of the long work too. */
  async #loadData(): Promise<void> {
    const data = this.#studio.data.value;
    if (this.#loaded === data) return;
    await this.#experiments.load(
      data === sampleData ? { kind: "sample" } : await this.#studio.host.bars(data),
    );
    this.#loaded = data;
  }
}
