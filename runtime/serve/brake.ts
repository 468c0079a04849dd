import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** How long a flood's connection is left waiting for its answer, in milliseconds. */
const held = 1000;

/** Callers that are remembered as floods. */
const most = 1000;

const callerOf = ({ socket, headers }: IncomingMessage): string =>
  `${socket.remoteAddress ?? ""} ${headers.authorization ?? ""}`;

/** Keeps many requests from delaying what else the process does: the decisions of a desk. */
export class Brake {
  readonly #slowed = new WeakSet<Socket>();
  /** Until when each caller's requests are answered without a look at them. */
  readonly #floods = new Map<string, number>();
  #turn: Promise<void> = Promise.resolve();

  /** Takes a request away where it is part of a flood; false where it is to be answered as any other. */
  takes(request: IncomingMessage, response: ServerResponse): boolean {
    // What else comes over a connection that is let go stays unread and unanswered.
    if (this.#slowed.has(request.socket)) return true;
    const until = this.#floods.get(callerOf(request));
    if (until === undefined || until < performance.now()) return false;
    void this.slow(request).then(() => {
      response.writeHead(429, { "retry-after": "1", connection: "close" }).end();
    });
    return true;
  }

  /** Remembers who asks as a flood, reads nothing more from the connection, and lets its answer wait. */
  async slow(request: IncomingMessage): Promise<void> {
    const { socket } = request;
    const caller = callerOf(request);
    this.#floods.delete(caller);
    this.#floods.set(caller, performance.now() + held);
    for (const oldest of this.#floods.keys()) {
      if (this.#floods.size <= most) break;
      this.#floods.delete(oldest);
    }
    this.#slowed.add(socket);
    socket.pause();
    await new Promise((resolve) => setTimeout(resolve, held));
  }

  /** Begins one request after another, with a turn of everybody else between any two. */
  turn(): Promise<void> {
    this.#turn = this.#turn.then(() => new Promise((resolve) => setImmediate(resolve)));
    return this.#turn;
  }
}
