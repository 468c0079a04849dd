import { RefusedError } from "../research/client.js";
import type { GivenBars } from "../research/protocol.js";
import type {
  FromExperiments,
  Progress,
  SearchRequest,
  SearchView,
  ToExperiments,
  WalkRequest,
  WalkView,
} from "./protocol.js";

export interface WorkOptions {
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

/** The page's end of the worker for long work, which is started when it is first needed. */
export class Experiments {
  readonly #program: { readonly kernels: WebAssembly.Module; readonly version: string };
  #worker: Worker | undefined;
  #last = 0;
  readonly #waiting = new Map<number, (answer: FromExperiments) => void>();

  constructor(program: { readonly kernels: WebAssembly.Module; readonly version: string }) {
    this.#program = program;
  }

  async load(bars: GivenBars): Promise<void> {
    await this.#ask((id) => ({ kind: "load", id, bars }));
  }

  /** @returns null where it was stopped @throws RefusedError */
  async search(request: SearchRequest, options: WorkOptions): Promise<SearchView | null> {
    const answer = await this.#ask((id) => ({ kind: "search", id, request }), options);
    return answer.kind === "searched" ? answer.view : null;
  }

  /** @returns null where it was stopped @throws RefusedError */
  async walk(request: WalkRequest, options: WorkOptions): Promise<WalkView | null> {
    const answer = await this.#ask((id) => ({ kind: "walk", id, request }), options);
    return answer.kind === "walked" ? answer.view : null;
  }

  #ask(
    make: (id: number) => ToExperiments,
    options?: WorkOptions,
  ): Promise<Exclude<FromExperiments, { readonly kind: "refused" | "progress" }>> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (answer) => {
        if (answer.kind === "progress") return options?.progress(answer.progress);
        this.#waiting.delete(id);
        if (answer.kind === "refused") reject(new RefusedError(answer.refusal));
        else resolve(answer);
      });
      options?.signal.addEventListener("abort", () => worker.postMessage({ kind: "stop", id }, []));
      worker.postMessage(make(id), []);
    });
  }

  #start(): Worker {
    const worker = new Worker("experiments.js", { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<FromExperiments>) =>
      this.#waiting.get(data.id)?.(data),
    );
    const start: ToExperiments = { kind: "start", ...this.#program };
    worker.postMessage(start, []);
    return worker;
  }
}
