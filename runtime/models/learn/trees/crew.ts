import { Worker } from "node:worker_threads";
import { DONE, FAILED, LEAVE } from "../../../../kernels/learning/layout.js";
import { RunError } from "../../../engine/error.js";
import type { SharedMemory } from "./memory.js";
import { learningModule } from "./module.js";

/**
 * Threads that help at a training, beside the one that asks. They loop in WebAssembly until they are told to leave, and
 * then wait for the next training; a process that has nothing else to do ends without them.
 */
export interface Crew {
  /** Threads, the asking one included. */
  readonly threads: number;
  /**
   * Sends the helpers back; the job's memory is not used by them any more.
   * @throws RunError SAGE8335 where one of them has failed: what was grown is not whole
   */
  leave(): void;
}

// Text, because a worker needs a file of its own otherwise, wherever this program is bundled to. A helper that fails says
// so where the asking thread waits, which hears no messages meanwhile.
const program = `
const { parentPort } = require("node:worker_threads");
parentPort.on("message", ({ module, memory, job, thread }) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  parentPort.postMessage("ready");
  try {
    exports.work(job, thread, 0);
  } catch {
    const cells = new Int32Array(memory.buffer);
    Atomics.add(cells, (job + ${FAILED}) / 4, 1);
    Atomics.add(cells, (job + ${DONE}) / 4, 1);
    Atomics.notify(cells, (job + ${DONE}) / 4);
  }
  parentPort.postMessage("idle");
});
`;

const idle: Worker[] = [];

/** Gathers helpers for a job whose record has been written; fewer than asked for where a thread cannot be had. */
export async function gatherCrew(shared: SharedMemory, job: number, threads: number): Promise<Crew> {
  const helpers: Worker[] = [];
  while (helpers.length < threads - 1) {
    const helper = await openHelper(shared, job, helpers.length + 1);
    if (helper === null) break;
    helpers.push(helper);
  }
  return {
    threads: helpers.length + 1,
    leave: () => {
      shared.kernels.together(job, LEAVE);
      if (shared.view.getInt32(job + FAILED, true) === 0) return;
      throw new RunError(
        "SAGE8335",
        "A thread of the training failed; nothing of it is kept.",
        "This is a fault of the program: please report it. With one thread the training may succeed.",
      );
    },
  };
}

/** A thread that has entered its loop; null where none could be started. */
async function openHelper({ memory }: SharedMemory, job: number, thread: number): Promise<Worker | null> {
  const worker = idle.pop() ?? new Worker(program, { eval: true });
  worker.ref();
  const isReady = await new Promise<boolean>((resolve) => {
    worker.once("error", () => resolve(false));
    worker.once("exit", () => resolve(false));
    const hear = (word: unknown): void => {
      if (word === "ready") resolve(true);
      if (word !== "idle") return;
      worker.off("message", hear);
      worker.removeAllListeners("error");
      worker.removeAllListeners("exit");
      idle.push(worker);
    };
    worker.on("message", hear);
    worker.postMessage({ module: learningModule(), memory, job, thread }, []);
  });
  worker.unref();
  return isReady ? worker : null;
}
