import { spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile } from "../compiler/index.js";
import { createSource } from "../lang/index.js";
import { joinQueue, QueueWorkforce } from "../runtime/queue/index.js";
import { hasServer, TestServer } from "../runtime/queue/testing/server.js";
import { train } from "../runtime/models/train/index.js";
import { modelGraph } from "../runtime/testing/model.js";
import {
  search,
  synthesize,
  trainAll,
  WorkerPool,
  type SearchOptions,
  type SearchResult,
} from "../runtime/index.js";
import { root, sage, temporaryFolder } from "./sage.js";

const folder = temporaryFolder();
const server = new TestServer();
const lease = 1500;

const text = `sage 1
strategy crossing {
  market { symbol: BTCUSDT  timeframe: 1m }
  param fast = 6 bars in 4..32
  param slow = 40 bars in 34..160 step 6
  enter long when ema(close, fast) crosses above ema(close, slow)
  exit  long when ema(close, fast) crosses below ema(close, slow)
  size 50% of equity
  costs { fee: 0.1% }
}
`;
const { graph } = compile(createSource("crossing.sage", text));
if (graph === null) throw new Error("the strategy has errors");
const bars = synthesize({ bars: 120_000, interval: 60_000, seed: 5, symbol: "BTCUSDT" });

const find = (options: SearchOptions) =>
  search(graph, bars, { sampler: "random", trials: 96, seed: 1, ...options });

/** All that is known of every set, to the bit. */
function table({ trials }: SearchResult): string {
  return JSON.stringify(Array.from({ length: trials.count }, (_, place) => trials.trial(place)));
}

const workers = new Set<ChildProcess>();

/** A worker process of the command line, once it has joined. */
async function startWorker(): Promise<ChildProcess> {
  const words = ["worker", "--queue", server.address(), "--workers", "1", "--lease", `${lease / 1000}s`];
  const worker = spawn(process.execPath, [join(root, "cli/bin/sage.js"), ...words], {
    cwd: folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  workers.add(worker);
  await new Promise<void>((resolve, reject) => {
    let said = "";
    worker.stderr?.on("data", (part: Buffer) => {
      said += part.toString();
      if (said.includes("joined with")) resolve();
    });
    worker.once("exit", () => reject(new Error(said)));
  });
  return worker;
}

/** Its exit code; null where it was killed. */
async function ended(worker: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const exit = new Promise((resolve) => worker.once("exit", resolve));
  worker.kill(signal);
  workers.delete(worker);
  return exit;
}

async function ask(question: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: server.address() });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(question);
  await client.end();
  return rows;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Freezes the worker while it is at a piece of work; then kills it there. */
async function killAtWork(worker: ChildProcess): Promise<void> {
  for (;;) {
    worker.kill("SIGSTOP");
    await pause(30);
    const active = await ask("select id from sage_queue.job where state = 'active'");
    if (active.length > 0) return void (await ended(worker, "SIGKILL"));
    worker.kill("SIGCONT");
    await pause(20);
  }
}

const describeServer = hasServer ? describe : describe.skip;

describeServer("a search on several machines", () => {
  let alone = "";

  beforeAll(async () => {
    await server.begin();
    alone = table(await find({ workers: 0 }));
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill("SIGKILL");
    await server.end();
  });

  test("a worker killed at its work costs an attempt; the results are those of one machine, to the bit", async () => {
    const notes: string[] = [];
    const note = (sentence: string) => void notes.push(sentence);
    const pool = await QueueWorkforce.connect(server.address(), { lease, onNote: note });
    const first = await startWorker();
    let begun: () => void = () => {};
    const progressed = new Promise<void>((resolve) => (begun = resolve));
    const searching = find({ pool, onNote: note, progress: ({ done }) => done > 0 && begun() });
    await progressed;
    await killAtWork(first);
    await Promise.all([startWorker(), startWorker()]);
    expect(table(await searching)).toBe(alone);
    expect(notes).toContainEqual(
      expect.stringMatching(/^A worker stopped; its \d+ sets are done again by another\.$/),
    );
    await pool.close();
  });

  test("a database that is restarted is waited for", async () => {
    const notes: string[] = [];
    const pool = await QueueWorkforce.connect(server.address(), {
      lease,
      onNote: (sentence) => notes.push(sentence),
    });
    let begun: () => void = () => {};
    const progressed = new Promise<void>((resolve) => (begun = resolve));
    const searching = find({ pool, seed: 2, progress: ({ done }) => done > 0 && begun() });
    await progressed;
    await server.stop();
    await pause(500);
    await server.start();
    const found = table(await searching);
    expect(notes).toContainEqual(expect.stringContaining("is away; waiting"));
    expect(notes).toContainEqual(expect.stringContaining("is back"));
    expect(found).toBe(table(await find({ workers: 0, seed: 2 })));
    await pool.close();
  });

  test("a search that is stopped stops the workers, which then take the next", async () => {
    const pool = await QueueWorkforce.connect(server.address(), { lease });
    const stop = new AbortController();
    const reason = new Error("enough");
    const stopped = find({
      pool,
      seed: 3,
      signal: stop.signal,
      progress: ({ done }) => done > 0 && stop.abort(reason),
    });
    await expect(stopped).rejects.toBe(reason);
    const open = await ask("select id from sage_queue.job where state in ('created', 'retry', 'active')");
    expect(open).toEqual([]);
    const [before] = await ask("select count(*)::int as results from sage.results");
    const next = await find({ pool, seed: 4, trials: 8 });
    expect(next.counts.trials).toBe(8);
    const [after] = await ask("select count(*)::int as results from sage.results");
    // Of what was stopped at most what the two workers were at was still stored.
    const small = Number(after?.["results"]) - Number(before?.["results"]);
    expect(small).toBeLessThanOrEqual(8 + 2);
    await pool.close();
  });

  test("a model that another machine has trained is the same file", async () => {
    const edge = modelGraph({ algorithm: "trees: 12 leaves: 7 seed: 7", train: "samples: 100 folds: 3" });
    const feed = synthesize({ bars: 2000, interval: 3_600_000, seed: 3, symbol: "BTCUSDT" });
    const { models, traded } = await train(edge, feed, { threads: 2 });
    const [file] = models.map(({ final }) => Buffer.from(final?.bytes ?? []).toString("hex"));
    expect(file?.length).toBeGreaterThan(2000);
    const pool = await QueueWorkforce.connect(server.address(), { lease });
    const threads = new WorkerPool(1);
    for (const force of [threads, pool]) {
      const [found] = await trainAll([{ graph: edge, feed }], { pool: force });
      if (found === undefined || found instanceof Error) throw found ?? new Error("nothing came");
      expect(Buffer.from(found.models[0]?.file ?? []).toString("hex")).toBe(file);
      expect(found.models[0]?.metrics).toEqual(models[0]?.together?.metrics);
      expect(found.run?.metrics.totalReturn).toBe(traded?.result.metrics.totalReturn);
    }
    const ranges = { hold: [1, 2] };
    const here = await search(edge, feed, { ranges });
    expect(here.trainings).toBe(2);
    expect(table(await search(edge, feed, { ranges, pool }))).toBe(table(here));
    await Promise.all([threads.close(), pool.close()]);
  });

  test("what was done is known: nobody is needed to find it again, and content is stored and fetched once", async () => {
    for (const worker of workers) expect(await ended(worker, "SIGTERM")).toBe(0);
    const pool = await QueueWorkforce.connect(server.address(), { lease });
    expect(table(await find({ pool }))).toBe(alone);
    await pool.close();
    const [{ results, distinct } = {}] = await ask(
      "select count(*)::int as results, count(distinct key)::int as distinct from sage.results",
    );
    expect(results).toBe(distinct);
    // Six columns of bars each; the values of the sets are in the work itself.
    expect((await ask("select hash from sage.blobs where complete")).length).toBe(12);
  });

  test("content that was changed on the way is not worked on", async () => {
    await ask("update sage.chunks set content = set_byte(content, 8, get_byte(content, 8) # 1)");
    await ask("delete from sage.results");
    const pool = await QueueWorkforce.connect(server.address(), { lease });
    const stop = new AbortController();
    const cache = join(folder, "other-cache");
    const joined = joinQueue(server.address(), { seats: 1, lease, folder: cache, signal: stop.signal });
    const refused = { code: "SAGE8416", message: expect.stringContaining("is missing or damaged") };
    await expect(find({ pool, trials: 2, seed: 9 })).rejects.toThrow(expect.objectContaining(refused));
    stop.abort();
    await joined;
    await pool.close();
  });

  test("what cannot be used is refused in words, and no password is shown", async () => {
    const refusal = async (address: string) =>
      QueueWorkforce.connect(address).then(
        async (pool) => pool.close().then(() => "none"),
        (error: unknown) =>
          error instanceof Error && "code" in error
            ? `${String(error.code)} ${error.message}`
            : String(error),
      );
    const refusals = await Promise.all([
      refusal("mysql://localhost/x"),
      refusal("nonsense"),
      refusal(server.address({ port: 1 })),
      refusal("postgres://u:hidden@no-such-host.invalid/x"),
      refusal(server.address({ password: "hidden" })),
      refusal(server.address({ database: "nowhere" })),
    ]);
    expect(refusals.map((said) => said.slice(0, 8))).toEqual([
      "SAGE8410",
      "SAGE8410",
      "SAGE8411",
      expect.stringMatching("SAGE8411"),
      "SAGE8412",
      "SAGE8411",
    ]);
    expect(refusals.join()).not.toContain("hidden");
    expect(sage(["worker"]).status).toBe(2);
    expect(sage(["worker", "--queue", "nonsense"])).toMatchObject({
      status: 1,
      err: expect.stringContaining("SAGE8410"),
    });
    await ask("delete from sage.workers");
    await ask("insert into sage.workers (id, program, host, seats) values ('w', 'nailsage 0.0.1', 'h', 1)");
    const pool = await QueueWorkforce.connect(server.address());
    await expect(find({ pool, seed: 11 })).rejects.toThrow(expect.objectContaining({ code: "SAGE8415" }));
    await pool.close();
    await ask("update sage.version set version = 99");
    expect(await refusal(server.address())).toMatch(/^SAGE8414 .*form 99/);
  });
});
