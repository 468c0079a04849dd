import { signal } from "@preact/signals";
import { Experiments } from "../experiments/client.js";
import type { SearchRequest, SearchView, WalkRequest, WalkView } from "../experiments/protocol.js";
import { sampleData, type Studio } from "../state.js";
import { LongWork, type WorkHandle } from "./long-work.js";

/** What a result belongs to: with another strategy, text or data it is one of before. */
export interface Subject {
  readonly graphHash: string;
  readonly data: string;
}

/** The studio's long work, and its results for as long as the page is open. */
export class Laboratory {
  readonly search = new LongWork<SearchView>();
  readonly walk = new LongWork<WalkView>();
  /** What the results are of; null: opened from elsewhere. */
  readonly searchSubject = signal<Subject | null>(null);
  readonly walkSubject = signal<Subject | null>(null);
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
    await this.#loadData();
    return this.#experiments.search(request, handle);
  }

  async #walk(request: WalkRequest, handle: WorkHandle): Promise<WalkView | null> {
    await this.#loadData();
    return this.#experiments.walk(request, handle);
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
