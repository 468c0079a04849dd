import { provideProgram } from "../../../runtime/program.js";
import { refusalOf } from "../research/research-error.js";
import type { FromExperiments, ToExperiments } from "./protocol.js";
import { ExperimentSession } from "./session.js";

// Long work stands in a worker of its own, so that a slider is answered meanwhile.
declare const self: Worker;

const session = new ExperimentSession();
const running = new Map<number, AbortController>();
/** Milliseconds between two words about how far it has come. */
const pause = 80;

const send = (message: FromExperiments): void => self.postMessage(message, []);

async function answer(message: Exclude<ToExperiments, { kind: "start" | "stop" }>): Promise<void> {
  const { id } = message;
  if (message.kind === "load") {
    session.load(message.bars);
    return send({ kind: "loaded", id });
  }
  const abort = new AbortController();
  running.set(id, abort);
  let said = 0;
  const control = {
    signal: abort.signal,
    progress: (progress: Extract<FromExperiments, { kind: "progress" }>["progress"]) => {
      const now = performance.now();
      if (now - said < pause && progress.done < progress.total) return;
      said = now;
      send({ kind: "progress", id, progress });
    },
  };
  try {
    if (message.kind === "search")
      send({ kind: "searched", id, view: await session.search(message.request, control) });
    else send({ kind: "walked", id, view: await session.walk(message.request, control) });
  } finally {
    running.delete(id);
  }
}

self.addEventListener("message", ({ data: message }: MessageEvent<ToExperiments>): void => {
  if (message.kind === "start") return provideProgram(message);
  if (message.kind === "stop") return running.get(message.id)?.abort(new Error("stopped"));
  const { id } = message;
  answer(message).catch((error: unknown) => {
    const isStopped = error instanceof Error && error.message === "stopped";
    send(isStopped ? { kind: "stopped", id } : { kind: "refused", id, refusal: refusalOf(error) });
  });
});
