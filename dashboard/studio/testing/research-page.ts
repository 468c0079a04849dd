import { Research } from "../research/client.js";
import type { RunView } from "../research/protocol.js";
import { walkColumns } from "./walk.js";

// A page without anything to look at: what a test drives, and what it measures, is the worker.
async function openResearch(bars: number, text: string) {
  const kernels = await WebAssembly.compileStreaming(fetch("kernels.wasm"));
  const research = new Research(new Worker("research.js", { type: "module" }), { kernels, version: "0" });
  const { columns, information } = walkColumns(bars);
  const facts = await research.load({ kind: "columns", columns, information });
  const file = { path: "strategy.sage", text, others: {}, strategy: null };
  const compiled = await research.compile(file);
  return { research, facts, compiled };
}

/** Milliseconds from a moved slider to its curves in the page, and what of them the worker took. */
async function measureDrag(bars: number, text: string, moves: number) {
  const { research } = await openResearch(bars, text);
  const run = (fast: number) =>
    research.run({ values: { fast, slow: 60 }, capital: 10_000, width: 800, cut: null });
  await run(5);
  const times: number[] = [];
  let last: RunView | null = null;
  for (let k = 0; k < moves; k++) {
    const begun = performance.now();
    last = await run(6 + (k % 30));
    times.push(performance.now() - begun);
  }
  research.close();
  return { times, cost: last?.cost, trades: last?.trades.count, points: last?.curves.time.length };
}

/** Many moves at once: only the first and the last are run. */
async function overtake(bars: number, text: string) {
  const { research } = await openResearch(bars, text);
  const wanted = [5, 6, 7, 8, 9, 10].map((fast) =>
    research.run({ values: { fast, slow: 60 }, capital: 10_000, width: 100, cut: null }),
  );
  const runs = await Promise.all(wanted);
  research.close();
  return runs.map((run) => run?.values["fast"] ?? null);
}

/** A refusal in a sentence. */
async function refuse(text: string): Promise<unknown> {
  const { research, compiled } = await openResearch(500, text);
  const said = await research
    .run({ values: {}, capital: 10_000, width: 100, cut: null })
    .catch((error: unknown) => error);
  research.close();
  return { compiled, refusal: said instanceof Error ? Reflect.get(said, "refusal") : null };
}

Object.assign(globalThis, { openResearch, measureDrag, overtake, refuse });
