import { batch, computed, signal } from "@preact/signals";
import { HostError, type FileEntry, type StoredRun, type StudioHost } from "./host.js";
import { RefusedError, type Research } from "./research/client.js";
import type { Cut } from "../interface/charts/cut.js";
import type {
  AccountCurves,
  Compiled,
  CompiledStrategy,
  DataFacts,
  ExplainedLine,
  GivenBars,
  PriceWindow,
  Refusal,
  RunView,
  TestView,
} from "./research/protocol.js";
import { OtherTabs } from "./other-tabs.js";
import { words } from "./words.js";

export const sampleData = "sample";
export const capital = 10_000;
/** More bars than this are still run, but said beforehand. */
export const manyBars = 2_000_000;
/** After so many milliseconds without a key the text is compiled, and without a move of a slider the rest follows. */
const pauses = { typing: 250, resting: 180, looking: 2000 };

export interface PriceChart {
  /** Columns of pixels. */
  readonly width: () => number;
  /** Bars that it wants for what can be seen; null: all. */
  readonly part: () => Cut | null;
  readonly closer: () => void;
  readonly all: () => void;
}

export interface OpenFile {
  readonly path: string;
  /** The mark of the text that was read or saved last; null: not saved yet. */
  readonly mark: string | null;
}

/** All that the studio knows, and what can be done with it. */
export class Studio {
  readonly files = signal<readonly FileEntry[]>([]);
  readonly file = signal<OpenFile | null>(null);
  readonly isDirty = signal(false);
  readonly conflict = signal(false);
  readonly trouble = signal<Refusal | null>(null);
  /** The way to the files is cut: nobody answers, or this page may not come in any more. */
  readonly lost = signal<Refusal | null>(null);
  /** Whether the open file was taken away or renamed. */
  readonly isMissing = signal(false);
  /** Whether another tab had the file open first. */
  readonly isOpenElsewhere = signal(false);
  /** Which share of chosen bars has come, 0 to 1; null: none are on their way. */
  readonly loading = signal<number | null>(null);
  readonly data = signal<string>(sampleData);
  readonly facts = signal<DataFacts | null>(null);
  readonly compiled = signal<Compiled | null>(null);
  /** The last one that compiled. */
  readonly strategy = signal<CompiledStrategy | null>(null);
  readonly values = signal<Readonly<Record<string, number>>>({});
  readonly run = signal<RunView | null>(null);
  /** The run that the hand came to rest on: what is long to draw follows only this. */
  readonly settled = signal<RunView | null>(null);
  /** The account's lines of the last run, for the part that is looked at. */
  readonly curves = signal<AccountCurves | null>(null);
  readonly window = signal<PriceWindow | null>(null);
  readonly refusal = signal<Refusal | null>(null);
  readonly isRunning = signal(false);
  readonly explained = signal<readonly ExplainedLine[] | null>(null);
  readonly tests = signal<readonly TestView[] | null>(null);
  readonly kept = signal<readonly RunView[]>([]);
  readonly stored = signal<readonly StoredRun[]>([]);
  /** Which strategy of the file, where it has several; null: its first. */
  readonly chosen = signal<string | null>(null);
  /** Whether what is shown belongs to an earlier text. */
  readonly isStale = computed(
    () =>
      this.curves.value !== null && (this.compiled.value?.strategy === null || this.refusal.value !== null),
  );
  readonly #host: StudioHost;
  readonly #research: Research;
  readonly #tabs = new OtherTabs({
    isOpen: (isOpen) => (this.isOpenElsewhere.value = isOpen),
    saved: () => void this.lookAtFile(),
  });
  #text = "";
  /** How often a file was to be opened; only what was asked last is. */
  #opened = 0;
  #isSaving = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** Shows a text in the editor; set by the editor. */
  show: (path: string, text: string) => Promise<void> = async () => undefined;
  /** What the price chart shows; set by it. */
  price: PriceChart = { width: () => 800, part: () => null, closer: () => undefined, all: () => undefined };
  /** What the account's chart shows; set by it. */
  account: () => { readonly width: number; readonly cut: Cut | null } = () => ({ width: 800, cut: null });

  constructor(host: StudioHost, research: Research) {
    this.#host = host;
    this.#research = research;
  }

  get host(): StudioHost {
    return this.#host;
  }

  get program(): Research["program"] {
    return this.#research.program;
  }

  /** What is run: the open file's text with what it uses; null where no file is open. */
  askedFile() {
    return this.#asked();
  }

  /** Values of the sliders as they stand, of every parameter. */
  given(): Readonly<Record<string, number>> {
    return this.#given();
  }

  /** Sets several sliders at once. */
  adopt(values: Readonly<Record<string, number>>): void {
    this.values.value = { ...this.values.value, ...values };
    void this.#run(performance.now());
  }

  get text(): string {
    return this.#text;
  }

  async begin(): Promise<void> {
    await this.#guarded(async () => {
      this.files.value = await this.#host.list();
      this.stored.value = await this.#host.runs();
      this.facts.value = await this.#research.load({ kind: "sample" });
      const first = this.files.value.find(({ kind }) => kind === "strategy");
      // Somebody may have chosen one while the bars were on their way.
      if (this.#opened > 0) await this.#run(performance.now());
      else if (first !== undefined) await this.open(first.path);
    });
  }

  /** Looks now and then whether the open file is still what was read; begun once. */
  watch(): () => void {
    const look = (): void => {
      if (document.visibilityState === "visible") void this.lookAtFile();
    };
    const timer = setInterval(look, pauses.looking);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }

  async lookAtFile(): Promise<void> {
    const file = this.file.value;
    if (file === null || this.#isSaving) return;
    if (this.isOpenElsewhere.value) this.#tabs.ask();
    const mark = await this.#host.mark(file.path).catch(refusalOf);
    if (this.file.value !== file) return;
    const isMissing = typeof mark !== "string" && mark.code === "SAGE8616";
    batch(() => {
      this.lost.value = typeof mark === "string" || isMissing ? null : mark;
      if (this.lost.value !== null) return;
      // The way is free again: what was said of it does not hold any more.
      if (this.trouble.value !== null && isWay(this.trouble.value)) this.trouble.value = null;
      this.isMissing.value = isMissing;
      if (!isMissing) this.conflict.value = mark !== file.mark;
    });
  }

  async open(path: string): Promise<void> {
    const number = ++this.#opened;
    await this.#guarded(async () => {
      const { text, mark } = await this.#host.read(path);
      if (number !== this.#opened) return;
      this.#tabs.opened(path);
      batch(() => {
        this.file.value = { path, mark };
        this.isMissing.value = false;
        this.isOpenElsewhere.value = false;
        this.isDirty.value = false;
        this.conflict.value = false;
        this.values.value = {};
        this.chosen.value = null;
        this.tests.value = null;
        this.#forget();
      });
      this.#text = text;
      await this.show(path, text);
      await this.#compile();
    });
  }

  /** What was found of another file or other bars is not told of these. */
  #forget(): void {
    this.run.value = null;
    this.settled.value = null;
    this.refusal.value = null;
    this.explained.value = null;
  }

  async create(path: string): Promise<void> {
    const name = path.endsWith(".sage") ? path : `${path}.sage`;
    await this.#guarded(async () => {
      await this.#host.save(name, starter, null);
      this.files.value = await this.#host.list();
      await this.open(name);
    });
  }

  /** @param overwrites saves over what was written elsewhere */
  async save(overwrites = false): Promise<void> {
    const file = this.file.value;
    if (file === null) return;
    const saved = this.#text;
    this.#isSaving = true;
    await this.#guarded(async () => {
      try {
        const expected = overwrites
          ? await this.#markNow(file.path)
          : this.isMissing.value
            ? null
            : file.mark;
        const mark = await this.#host.save(file.path, saved, expected);
        batch(() => {
          this.file.value = { path: file.path, mark };
          this.isDirty.value = this.#text !== saved;
          this.conflict.value = false;
          this.isMissing.value = false;
          this.lost.value = null;
        });
        this.#tabs.saved();
      } catch (error) {
        if (!(error instanceof HostError && error.code === "SAGE8617")) throw error;
        this.conflict.value = true;
      }
    });
    this.#isSaving = false;
  }

  /** Null: the file is not there any more. */
  async #markNow(path: string): Promise<string | null> {
    try {
      return await this.#host.mark(path);
    } catch (error) {
      if (error instanceof HostError && error.code === "SAGE8616") return null;
      throw error;
    }
  }

  type(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.isDirty.value = true;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => void this.#guarded(() => this.#compile()), pauses.typing);
  }

  set(name: string, value: number): void {
    this.values.value = { ...this.values.value, [name]: value };
    void this.#run(performance.now());
  }

  /** Runs another strategy of the file. */
  async chooseStrategy(name: string): Promise<void> {
    this.chosen.value = name;
    this.values.value = {};
    await this.#guarded(() => this.#compile());
  }

  reset(): void {
    this.values.value = {};
    void this.#run(performance.now());
  }

  async choose(data: string): Promise<void> {
    await this.#guarded(async () => {
      this.loading.value = 0;
      const tell = (share: number): void => {
        this.loading.value = share;
      };
      const bars: GivenBars = data === sampleData ? { kind: "sample" } : await this.#host.bars(data, tell);
      const facts = await this.#research.load(bars);
      batch(() => {
        this.facts.value = facts;
        this.data.value = data;
        this.#forget();
      });
      this.loading.value = null;
      await this.#run(performance.now());
    });
    this.loading.value = null;
  }

  /** @param values those of the run that the trade is of; the sliders may stand elsewhere already */
  async explain(trade: number, values: RunView["values"]): Promise<void> {
    const asked = [this.#opened, this.data.value];
    await this.#guarded(async () => {
      const lines = await this.#research.explain({ values, capital, trade });
      // Somebody may have opened another file or other bars meanwhile.
      if (asked[0] === this.#opened && asked[1] === this.data.value) this.explained.value = lines;
    });
  }

  async runTests(): Promise<void> {
    const file = await this.#asked();
    await this.#guarded(async () => {
      this.tests.value = file === null ? [] : await this.#research.test(file);
    });
  }

  keep(): void {
    const run = this.run.value;
    if (run !== null && !this.kept.value.some(({ runId }) => runId === run.runId))
      this.kept.value = [run, ...this.kept.value].slice(0, 20);
  }

  async #asked() {
    const file = this.file.value;
    if (file === null) return null;
    return {
      path: file.path,
      text: this.#text,
      others: await this.#others(file.path),
      strategy: this.chosen.value,
    };
  }

  /** Texts of the files beside it, where it uses any. */
  async #others(path: string): Promise<Readonly<Record<string, string>>> {
    if (!/^\s*use\s+"/m.test(this.#text)) return {};
    const others = this.files.value.filter((each) => each.kind === "strategy" && each.path !== path);
    const texts = await Promise.all(
      others.slice(0, 200).map(async (each) => [each.path, (await this.#host.read(each.path)).text] as const),
    );
    return Object.fromEntries(texts);
  }

  async #compile(): Promise<void> {
    const file = await this.#asked();
    if (file === null) return;
    const compiled = await this.#research.compile(file);
    if (file.text !== this.#text) return;
    this.compiled.value = compiled;
    if (compiled.strategy === null) return;
    this.strategy.value = compiled.strategy;
    await this.#run(performance.now());
  }

  /** Values that the strategy still has, in their ranges; a text that changed its range changes them. */
  #given(): Readonly<Record<string, number>> {
    const parameters = this.strategy.value?.parameters ?? [];
    return Object.fromEntries(
      parameters.map(({ name, value, low, high }) => [
        name,
        Math.min(high, Math.max(low, this.values.value[name] ?? value)),
      ]),
    );
  }

  async #run(since: number): Promise<void> {
    if (this.strategy.value === null) return;
    const values = this.#given();
    const path = this.file.value?.path;
    this.isRunning.value = true;
    try {
      const run = await this.#research.run({ values, capital, ...this.account() });
      // A newer one is on its way, or another file.
      if (run === null || path !== this.file.value?.path) return;
      batch(() => {
        this.curves.value = run.curves;
        this.run.value = run;
        this.refusal.value = null;
      });
      // From the hand to the picture: what the charts drew stands on the screen with the next frame.
      requestAnimationFrame(() =>
        setTimeout(() =>
          performance.measure("sage-redraw", {
            start: since,
            end: performance.now(),
            detail: { values: run.values, bars: run.bars },
          }),
        ),
      );
    } catch (error) {
      if (path === this.file.value?.path) this.refusal.value = refusalOf(error);
    }
    this.isRunning.value = false;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => {
      this.settled.value = this.run.value;
      void this.look(this.price.part());
      void this.lookAtAccount(this.account().cut);
    }, pauses.resting);
  }

  /** Candles of a part of the bars; null: of all. */
  async look(cut: Cut | null): Promise<void> {
    if (this.strategy.value === null) return;
    await this.#guarded(async () => {
      this.window.value = await this.#research.window({
        values: this.#given(),
        cut,
        width: this.price.width(),
      });
    }, false);
  }

  /** The account's lines of a part of the bars, out of every bar; null: of all. */
  async lookAtAccount(cut: Cut | null): Promise<void> {
    const { run } = this;
    const shown = run.value;
    if (shown === null || this.refusal.value !== null) return;
    const { width } = this.account();
    await this.#guarded(async () => {
      const curves = await this.#research.account({ values: shown.values, capital, cut, width });
      if (curves !== null && run.value === shown) this.curves.value = curves;
    }, false);
  }

  /** @param isAsked by somebody, and not by what follows by itself: then earlier trouble is over where it succeeds */
  async #guarded(deed: () => Promise<void>, isAsked = true): Promise<void> {
    try {
      await deed();
      if (isAsked) this.trouble.value = null;
    } catch (error) {
      this.trouble.value = refusalOf(error);
    }
  }
}

/** Whether it tells that the files cannot be reached. */
const isWay = ({ code }: Refusal): boolean => code === "gone" || code === "SAGE8614";

function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusedError) return error.refusal;
  if (error instanceof HostError)
    return {
      code: error.code,
      message: error.code === "gone" ? words.gone : error.message,
      help: error.code === "SAGE8614" ? words.enterAgain : error.help,
    };
  return { code: "SAGE8613", message: error instanceof Error ? error.message : String(error), help: null };
}

const starter = `sage 1

/// What it does, in a sentence.
strategy mine {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param length = 20 bars in 5..100

  enter long when close crosses above sma(close, length)
  exit  long when close crosses below sma(close, length)

  size 25% of equity
  costs { fee: 0.04% }
}
`;
