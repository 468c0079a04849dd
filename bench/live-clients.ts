import { fork } from "node:child_process";
import { join } from "node:path";
import { WebSocket } from "ws";
import { packageRoot } from "../runtime/package-root.js";

/*
 * Clients of a desk's socket in a process of their own, as browsers are: `fork`ed with an address and how many there are.
 * Each listens to everything; the first never reads.
 */

const channels = ["trades", "positions", "portfolio", "signals"];

/** Milliseconds since 1970 by a clock that two processes share, finer than a millisecond. */
export const wall = (): number => performance.timeOrigin + performance.now();

/** When a message's bar closed; its digits stand behind the key. */
function timeOf(text: string): number {
  const from = text.indexOf(key) + key.length;
  return Number(text.slice(from, text.indexOf(",", from)));
}
const key = '"timestamp":';

/** Of each client and close: when the last message about it came. */
type Heard = readonly Map<number, number>[];

async function listen(address: string, count: number): Promise<Heard> {
  const heard: Map<number, number>[] = [];
  const sockets = Array.from({ length: count }, () => new WebSocket(`${address.replace("http", "ws")}/ws`));
  await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("open", resolve))));
  for (const [k, socket] of sockets.entries()) {
    socket.send(JSON.stringify({ action: "subscribe", channels }));
    if (k === 0) {
      socket.pause();
      continue;
    }
    const own = new Map<number, number>();
    heard.push(own);
    socket.on("message", (content: Buffer) => {
      own.set(timeOf(content.toString("latin1", 0, 160)), wall());
    });
  }
  return heard;
}

/** How long it took, of each client and minute, from the close to the last message about it. */
const delays = (heard: Heard, closes: readonly (readonly [number, number])[]): readonly number[] =>
  heard.flatMap((own) =>
    closes.flatMap(([time, close]) => {
      const last = own.get(time);
      return last === undefined ? [] : [last - close];
    }),
  );

export interface Clients {
  /** Ends them; gives how long each waited, of the closes that are given by market time and wall time. */
  readonly end: (closes: readonly (readonly [number, number])[]) => Promise<readonly number[]>;
}

const path = join(packageRoot, "dist", "bench", "live-clients.js");

/** Clients in another process, once all of them listen. */
export async function clientsOf(address: string, count: number): Promise<Clients> {
  const child = fork(path, [address, String(count)], { execArgv: [] });
  const next = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      child.once("message", resolve);
      child.once("exit", () => reject(new Error("The clients have ended.")));
    });
  await next();
  return {
    async end(closes) {
      const answer = next();
      child.send(closes);
      const found = await answer;
      child.kill();
      return Array.isArray(found) ? found.map(Number) : [];
    },
  };
}

if (process.send !== undefined && process.argv[1] === path) {
  const [, , address = "", count = "0"] = process.argv;
  const heard = await listen(address, Number(count));
  process.on("message", (closes: readonly (readonly [number, number])[]) =>
    process.send?.(delays(heard, closes)),
  );
  process.send("listening");
}
