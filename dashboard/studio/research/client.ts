import type {
  AccountCurves,
  Compiled,
  DataFacts,
  ExplainedLine,
  ExplainRequest,
  FromWorker,
  GivenBars,
  PriceWindow,
  Refusal,
  RunRequest,
  RunView,
  StrategyFile,
  TestView,
  ToWorker,
  WindowRequest,
} from "./protocol.js";

type Request = Exclude<ToWorker, { readonly kind: "start" | "stop" }>;
type Asked = Request extends infer One ? (One extends Request ? Omit<One, "id"> : never) : never;
type Answer = FromWorker;

/** A request that the worker did not carry out. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "RefusedError";
    this.refusal = refusal;
  }
}

/** A run on its way for longer than this is given up when a newer one is wanted; a shorter one is let finish and shown. */
const patience = 400;

/** The page's end of a research worker. */
export class Research {
  /** What other workers of the page are started with too. */
  readonly program: { readonly kernels: WebAssembly.Module; readonly version: string };
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #last = 0;
  /** The request for curves at rest that was sent last. */
  #looking = 0;
  #running: { readonly id: number; readonly since: number } | undefined;
  #next:
    | {
        readonly request: RunRequest;
        readonly tell: (run: RunView | null) => void;
        readonly fail: (error: unknown) => void;
      }
    | undefined;

  constructor(worker: Worker, program: { readonly kernels: WebAssembly.Module; readonly version: string }) {
    this.program = program;
    this.#worker = worker;
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      const tell = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      tell?.(data);
    });
    this.#post({ kind: "start", ...program });
  }

  async load(bars: GivenBars): Promise<DataFacts> {
    const moved = bars.kind === "columns" ? Object.values(bars.columns).map(({ buffer }) => buffer) : [];
    const answer = await this.#ask({ kind: "load", bars }, [...new Set(moved)]);
    return answer.kind === "loaded" ? answer.data : wrong(answer);
  }

  async compile(file: StrategyFile): Promise<Compiled> {
    const answer = await this.#ask({ kind: "compile", file });
    return answer.kind === "compiled" ? answer.compiled : wrong(answer);
  }

  /** The run; null where a newer one was asked for before this one was there. The latest always comes. */
  run(request: RunRequest): Promise<RunView | null> {
    return new Promise((tell, fail) => {
      this.#next?.tell(null);
      this.#next = { request, tell, fail };
      const running = this.#running;
      if (running === undefined) void this.#runNext();
      else if (performance.now() - running.since > patience) this.#post({ kind: "stop", id: running.id });
    });
  }

  async window(request: WindowRequest): Promise<PriceWindow> {
    const answer = await this.#ask({ kind: "window", request });
    return answer.kind === "window" ? answer.window : wrong(answer);
  }

  /** The curves of a run out of every bar; null where a run was wanted meanwhile. */
  async account(request: RunRequest): Promise<AccountCurves | null> {
    const asked = this.#ask({ kind: "account", request });
    this.#looking = this.#last;
    const answer = await asked;
    if (answer.kind === "overtaken") return null;
    return answer.kind === "account" ? answer.curves : wrong(answer);
  }

  async explain(request: ExplainRequest): Promise<readonly ExplainedLine[]> {
    const answer = await this.#ask({ kind: "explain", request });
    return answer.kind === "explained" ? answer.lines : wrong(answer);
  }

  async test(file: StrategyFile): Promise<readonly TestView[]> {
    const answer = await this.#ask({ kind: "test", file });
    return answer.kind === "tested" ? answer.tests : wrong(answer);
  }

  close(): void {
    this.#worker.terminate();
  }

  async #runNext(): Promise<void> {
    const next = this.#next;
    this.#next = undefined;
    if (next === undefined) return;
    // A hand that moves again does not wait for what was to be looked at at rest.
    if (this.#waiting.has(this.#looking)) this.#post({ kind: "stop", id: this.#looking });
    const asked = this.#ask({ kind: "run", request: next.request });
    this.#running = { id: this.#last, since: performance.now() };
    try {
      const answer = await asked;
      next.tell(answer.kind === "ran" ? answer.run : answer.kind === "overtaken" ? null : wrong(answer));
    } catch (error) {
      next.fail(error);
    }
    this.#running = undefined;
    void this.#runNext();
  }

  #ask(asked: Asked, moved: Transferable[] = []): Promise<Answer> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#post({ ...asked, id }, moved);
    });
  }

  #post(message: ToWorker, moved: Transferable[] = []): void {
    this.#worker.postMessage(message, moved);
  }
}

function wrong(answer: Answer): never {
  if (answer.kind === "refused") throw new RefusedError(answer.refusal);
  throw new RefusedError({ code: "SAGE8613", message: `It answered with ${answer.kind}.`, help: null });
}
