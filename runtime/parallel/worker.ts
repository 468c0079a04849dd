// The program of a worker thread: takes requests, answers each task. `pool.ts` starts it.
import { parentPort } from "node:worker_threads";
import { failureOf } from "./failure.js";
import type { Answer, Request } from "./protocol.js";
import { workKinds } from "./work.js";

const contexts = new Map<number, (task: never) => unknown>();

async function answer(request: Request): Promise<Answer | undefined> {
  switch (request.type) {
    case "open": {
      const { kind, context, setup, module } = request;
      // The pool sends what belongs to the kind.
      contexts.set(context, workKinds[kind](setup as never, module));
      return undefined;
    }
    case "close":
      contexts.delete(request.context);
      return undefined;
    case "run": {
      const { ticket, context, task } = request;
      const run = contexts.get(context);
      if (run === undefined) throw new RangeError(`work of context ${context}, which was not opened`);
      try {
        return { type: "done", ticket, result: await run(task as never) };
      } catch (error) {
        return { type: "failed", ticket, failure: failureOf(error) };
      }
    }
  }
}

// What it cannot do at all ends it; the pool then gives its task to another.
parentPort?.on("message", async (request: Request) => {
  const given = await answer(request);
  if (given !== undefined) parentPort?.postMessage(given, []);
});
