import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { machineClock } from "../live/clock.js";
import { watchHealth } from "../live/watch/health.js";
import { watchMetrics } from "../live/watch/metrics.js";
import { switchPath } from "../live/desk/switch-file.js";
import { defaultListen, isLoopback, parseListen, type ListenAddress } from "./address.js";
import { Brake } from "./brake.js";
import { makeApp } from "./app.js";
import type { ServeContext, ServeOptions } from "./context.js";
import { Gate } from "./gate.js";
import { ServeError } from "./serve-error.js";
import { tellDeskNews } from "./socket/desk-news.js";
import { chooseProtocol, largestMessage, SocketServer } from "./socket/socket-server.js";
import { tellStoreNews } from "./socket/store-news.js";
import { TokenBook } from "./tokens.js";

export interface Serving {
  /** "http://127.0.0.1:8750" */
  readonly address: string;
  readonly isGuarded: boolean;
  /** Ends listening, says good-bye to clients, and leaves store and desk alone. */
  close(): Promise<void>;
}

const defaultRate = { perSecond: 50, burst: 200 };
const defaultPoll = 1000;

/**
 * The API over a store, with the news of a desk where one runs in this process.
 * @throws ServeError SAGE8560 where others could come in without a token, SAGE8561, SAGE8562
 */
export async function serve(options: ServeOptions): Promise<Serving> {
  const { store, bus, desk, clock = machineClock, socket = {}, origins = [], onFault } = options;
  const place = parseListen(options.listen ?? defaultListen);
  const tokens = new TokenBook(options.tokens, options.environmentToken);
  const isLocal = isLoopback(place.host);
  if (!isLocal && !tokens.isGuarded)
    throw new ServeError(
      "SAGE8560",
      `${place.host} can be reached from elsewhere, and there is no token.`,
      "Make one with sage token new NAME, or set SAGE_API_TOKEN.",
    );
  const health = bus === undefined ? null : watchHealth({ bus, clock });
  const switchFile = options.switchFile ?? switchPath();
  const { pages, graphOf } = options;
  const context: ServeContext = { store, clock, desk, health, switchFile, pages, graphOf };
  const gate = new Gate({ tokens, origins, isLocal, rateLimit: options.rateLimit ?? defaultRate });
  const metrics = bus === undefined ? null : watchMetrics({ bus, clock });
  const brake = new Brake();
  const { app } = makeApp(context, gate, brake, onFault ?? (() => undefined), metrics);
  const answer = getRequestListener(app.fetch, { errorHandler: () => undefined });
  const http = createServer((request, response) => {
    if (!brake.takes(request, response)) void answer(request, response);
  });
  limitConnections(http);
  const { WebSocketServer } = await import("ws");
  const sockets = new SocketServer(
    new WebSocketServer({ noServer: true, maxPayload: largestMessage, handleProtocols: chooseProtocol }),
    context,
    gate,
    socket,
  );
  sockets.attach(http);
  const tell = sockets.tell.bind(sockets);
  try {
    await listen(http, place);
  } catch (error) {
    sockets.close();
    health?.close();
    throw error;
  }
  const endNews =
    bus === undefined
      ? tellStoreNews(store, clock, socket.poll ?? defaultPoll, tell)
      : tellDeskNews(bus, clock, tell);
  return {
    address: addressOf(http, place),
    isGuarded: tokens.isGuarded,
    close: async () => {
      endNews();
      metrics?.close();
      health?.close();
      sockets.close();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeIdleConnections();
        setTimeout(() => http.closeAllConnections(), 1000).unref();
      });
    },
  };
}

/** Who connects and says little or nothing is not waited for. */
function limitConnections(http: Server): void {
  http.headersTimeout = 10_000;
  http.requestTimeout = 30_000;
  http.keepAliveTimeout = 5_000;
  http.maxConnections = 512;
}

function listen(http: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new ServeError(
          "SAGE8561",
          error.code === "EADDRINUSE"
            ? `Port ${port} is used by another process.`
            : `It cannot listen at ${host}:${port} (${error.code ?? "unknown"}).`,
          "Choose another with --listen HOST:PORT.",
        ),
      ),
    );
    http.listen(port, host, () => {
      http.removeAllListeners("error");
      http.on("error", () => undefined);
      resolve();
    });
  });
}

function addressOf(http: Server, { host }: ListenAddress): string {
  const { port } = http.address() as AddressInfo;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
