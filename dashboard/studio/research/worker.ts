import { provideProgram } from "../../../runtime/program.js";
import type { FromWorker, ToWorker } from "./protocol.js";
import { refusalOf } from "./research-error.js";
import { ResearchSession, type RunControl } from "./session.js";

// The compiler, the kernels and the engine beside the page: the same as on a desk.
declare const self: Worker;

/** After so many milliseconds of a run it is looked whether it is still wanted. */
const breath = 8;

const session = new ResearchSession();
/** What was given up before it was begun. */
const left = new Set<number>();
let current: { readonly id: number; readonly abort: AbortController } | undefined;
let queue: Promise<void> = Promise.resolve();

const overtaken = new Error("overtaken");
const channel = new MessageChannel();
let wake: (() => void) | undefined;
channel.port1.addEventListener("message", () => wake?.());
channel.port1.start();

/** Lets messages in that came meanwhile. */
function pausing(): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (performance.now() - last < breath) return undefined;
    return new Promise((resolve) => {
      wake = () => {
        last = performance.now();
        resolve();
      };
      channel.port2.postMessage(null);
    });
  };
}

function send(message: FromWorker, moved: Transferable[] = []): void {
  self.postMessage(message, moved);
}

/** Each column once: they change owner and are not copied. */
function buffersOf(...parts: readonly object[]): Transferable[] {
  const columns = parts.flatMap((part): unknown[] => Object.values(part));
  const buffers = columns.flatMap((column) => (ArrayBuffer.isView(column) ? [column.buffer] : []));
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

function control(id: number): RunControl {
  if (left.delete(id)) throw overtaken;
  const abort = new AbortController();
  current = { id, abort };
  return { signal: abort.signal, pause: pausing() };
}

async function answer(message: Exclude<ToWorker, { kind: "start" | "stop" }>): Promise<void> {
  const { id } = message;
  switch (message.kind) {
    case "load":
      return send({ kind: "loaded", id, data: session.load(message.bars) });
    case "compile":
      return send({ kind: "compiled", id, compiled: session.compile(message.file) });
    case "run": {
      const run = await session.run(message.request, control(id));
      return send({ kind: "ran", id, run }, buffersOf(run.curves, run.trades));
    }
    case "account": {
      const curves = await session.account(message.request, control(id));
      return send({ kind: "account", id, curves }, buffersOf(curves));
    }
    case "window": {
      const window = session.window(message.request);
      return send({ kind: "window", id, window }, buffersOf(window.candles, window.marks));
    }
    case "explain":
      return send({ kind: "explained", id, lines: session.explain(message.request) });
    case "test":
      return send({ kind: "tested", id, tests: session.test(message.file) });
  }
}

self.addEventListener("message", ({ data: message }: MessageEvent<ToWorker>): void => {
  if (message.kind === "start") return provideProgram(message);
  if (message.kind === "stop") {
    if (current?.id === message.id) current.abort.abort(overtaken);
    else left.add(message.id);
    return;
  }
  // One after the other: all of them work on the same bars.
  queue = queue.then(async () => {
    try {
      await answer(message);
    } catch (error) {
      const { id } = message;
      send(
        error === overtaken ? { kind: "overtaken", id } : { kind: "refused", id, refusal: refusalOf(error) },
      );
    }
  });
});
