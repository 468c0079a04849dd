import { spawn } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { root, temporaryFolder } from "./sage.js";
import { kirbyKey, kirbySpeech } from "./servers/kirby.js";
import { minute, type ServerMarket } from "./servers/speech.js";
import { serverBars } from "./servers/venues.js";
import { VenueServer } from "./servers/venue-server.js";

// Real commands with every secret that there is, while all is well and while everything fails: none of them comes out.

const secrets = {
  kirby: kirbyKey,
  wrongKirby: "kb_wrong_s3cr3t_0123456789",
  hook: "hook-path-s3cr3t",
  hookPassword: "hook-pass:s3cr3t",
  discord: "discord-path-s3cr3t",
  telegram: "123456:telegram-s3cr3t",
  mail: "mail-pass/s3cr3t",
  api: "api-token-s3cr3t-of-32-characters",
  wrongApi: "wrong-api-token-s3cr3t",
  database: "database-pass s3cr3t",
} as const;

const served: ServerMarket = { id: "BTC", base: "BTC", quote: "USD", interval: minute, kind: "perpetual" };
const folder = temporaryFolder();
const home = join(folder, "home");
const own = new Set<string>();
const kirby = new VenueServer(kirbySpeech(), [served], Date.now);
/** Takes notices and refuses them, with the secret that it was sent in its answer. */
const receiver: Server = createServer((request, response) => {
  request.resume();
  response.writeHead(403).end(`forbidden: ${request.url} ${JSON.stringify(request.headers)}`);
});
/** A database that repeats the password in what it says. */
const database: TcpServer = createTcpServer((socket) => {
  socket.on("error", () => undefined);
  socket.once("data", () => {
    const text = `SFATAL\0C28P01\0Mpassword "${secrets.database}" of user "sage" is wrong\0\0`;
    const head = Buffer.alloc(5);
    head.write("E");
    head.writeInt32BE(4 + Buffer.byteLength(text), 1);
    socket.end(Buffer.concat([head, Buffer.from(text)]));
  });
});

const portOf = (server: Server | TcpServer): number => {
  const address = server.address();
  // A server that listens on TCP has an address of this kind.
  return (address as AddressInfo).port;
};

const strategy = `sage 1

strategy up {
  market {
    symbol: "BTC/USD"
    type: perpetual
    timeframe: 1m
  }
  enter long when close > open
  exit long when close < open
  size 10% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
`;

beforeAll(async () => {
  writeFileSync(join(folder, "up.sage"), strategy);
  own.add("up.sage");
  await kirby.start();
  const now = Math.floor(Date.now() / minute) * minute;
  kirby.record(served, serverBars(now - 1500 * minute, 1500));
  for (const server of [receiver, database])
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  await kirby.stop();
  receiver.closeAllConnections();
  receiver.close();
  database.close();
});

/** Settings of everybody who is told, all of which refuse. */
const settings = (): Record<string, string> => ({
  SAGE_HOME: home,
  SAGE_KIRBY_KEY: secrets.kirby,
  SAGE_API_TOKEN: secrets.api,
  SAGE_NOTIFY_WEBHOOK: `http://user:${encodeURIComponent(secrets.hookPassword)}@127.0.0.1:${portOf(receiver)}/${secrets.hook}`,
  SAGE_NOTIFY_DISCORD: `http://127.0.0.1:1/api/webhooks/${secrets.discord}`,
  SAGE_NOTIFY_TELEGRAM_TOKEN: secrets.telegram,
  SAGE_NOTIFY_TELEGRAM_CHAT: "42",
  SAGE_NOTIFY_TELEGRAM_URL: `http://127.0.0.1:${portOf(receiver)}`,
  SAGE_NOTIFY_MAIL: `smtp://user:${encodeURIComponent(secrets.mail)}@127.0.0.1:1`,
  SAGE_NOTIFY_MAIL_FROM: "desk@example.com",
  SAGE_NOTIFY_MAIL_TO: "me@example.com",
  NO_COLOR: "1",
});

interface Ending {
  readonly out: string;
  readonly status: number | null;
}

/** Runs a command until it ends, or is told to once it said something. */
async function run(
  words: readonly string[],
  {
    environment = {},
    until,
    meanwhile = () => Promise.resolve(),
  }: {
    readonly environment?: Readonly<Record<string, string>>;
    readonly until?: RegExp;
    readonly meanwhile?: (said: string) => Promise<void>;
  } = {},
): Promise<Ending> {
  const child = spawn(process.execPath, [join(root, "cli/bin/sage.js"), ...words], {
    cwd: folder,
    env: { ...process.env, ...settings(), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let isTold = false;
  const hear = (part: Buffer): void => {
    out += part.toString();
    if (isTold || until?.test(out) !== true) return;
    isTold = true;
    void meanwhile(out).finally(() => setTimeout(() => child.kill("SIGTERM"), 300));
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const limit = setTimeout(() => child.kill("SIGKILL"), 40_000);
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(limit);
  expect(until === undefined || isTold, out).toBe(true);
  return { out, status };
}

function filesUnder(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesUnder(join(path, name)));
}

/** As it is, as a part of an address, and as a header carries it. */
const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString("base64").replace(/=+$/, ""),
];

/** Looks for every secret in what was said and in every file that was written. */
function expectNone(out: string): void {
  const texts = new Map([["what was said", out]]);
  for (const path of filesUnder(folder)) {
    if (!own.has(path.slice(folder.length + 1))) texts.set(path, readFileSync(path, "latin1"));
  }
  for (const [name, secret] of Object.entries(secrets))
    for (const [where, text] of texts)
      for (const form of formsOf(secret))
        expect(text.includes(form), `${name} in ${where}: ${text.slice(0, 2000)}`).toBe(false);
}

const live = (address: string, ...more: readonly string[]): readonly string[] => [
  "live",
  "up.sage",
  "--feed",
  `kirby:${address}`,
  "--starlisting",
  "up=1",
  "--log",
  "live.log",
  ...more,
];
const host = (): string => kirby.rest.replace("http://", "");
const postgres = (port: number): string =>
  `postgres://sage:${encodeURIComponent(secrets.database)}@127.0.0.1:${port}/trading`;

test("while it trades, serves, and is asked with right and wrong tokens", async () => {
  const { out, status } = await run(live(host(), "--serve", "127.0.0.1:0", "--json"), {
    until: /listens on|session_started/,
    meanwhile: async () => undefined,
  });
  expect(status, out).toBe(0);
  const serving = await run(["serve", "--listen", "127.0.0.1:0"], {
    until: /http:\/\/127\.0\.0\.1:\d+ answers/,
    meanwhile: async (said) => {
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? "";
      const ask = async (path: string, token: string): Promise<number> => {
        const answer = await fetch(address + path, { headers: { authorization: `Bearer ${token}` } });
        expectNone(await answer.text());
        return answer.status;
      };
      expect(await ask("/api/v1/strategies", secrets.api)).toBe(200);
      expect(await ask("/api/v1/strategies", secrets.wrongApi)).toBe(401);
      expect(await ask(`/api/v1/none?token=${secrets.wrongApi}`, secrets.api)).toBe(404);
      expect(await ask(`/api/v1/trades?token=${secrets.wrongApi}`, secrets.api)).toBe(400);
    },
  });
  expectNone(out + serving.out);
}, 90_000);

test("while every receiver of notices fails", async () => {
  const { out } = await run(live(host(), "--store", "told.db", "--serve", "127.0.0.1:0"), {
    until: /on paper/,
    meanwhile: async () => {
      await run(["live", "stop", "--close"]);
      await new Promise((resolve) => setTimeout(resolve, 2500));
      await run(["live", "resume"]);
    },
  });
  expect(out).toMatch(/SAGE8582/);
  expectNone(out);
}, 90_000);

test("while the feed refuses the key, is not there, or talks nonsense", async () => {
  const wrong = await run(live(host(), "--store", "wrong.db"), {
    environment: { SAGE_KIRBY_KEY: secrets.wrongKirby },
  });
  expect(wrong.out).toMatch(/SAGE8501/);
  // What may pass is tried again for as long as somebody waits.
  const none = await run(live("127.0.0.1:1", "--store", "none.db"), { until: /Kirby cannot be reached/ });
  kirby.restFaults.push({ kind: "text", text: `<html>${secrets.kirby}</html>` });
  const nonsense = await run(live(host(), "--store", "nonsense.db"), { until: /Bars flow|begins/ });
  expect(kirby.restFaults).toEqual([]);
  const name = await run(live(`${secrets.wrongKirby} @ nowhere:x`, "--store", "name.db"));
  expect(name.status).not.toBe(0);
  const bare = await run(["live", "up.sage", "--feed", `kibry:${secrets.wrongKirby}`]);
  expect(bare.out).toMatch(/SAGE8506/);
  expectNone(wrong.out + none.out + nonsense.out + name.out + bare.out);
}, 90_000);

test("while the database refuses the password, is not there, or has an address that is none", async () => {
  const said: string[] = [];
  for (const store of [postgres(portOf(database)), postgres(1), postgres(1).replace("127.0.0.1:1", "a b:x")])
    for (const words of [live(host()), ["status"], ["serve", "--listen", "127.0.0.1:0"]]) {
      const { out, status } = await run([...words, "--store", store]);
      expect(status, out).not.toBe(0);
      expect(out).toMatch(/SAGE85\d\d/);
      said.push(out);
    }
  const { out } = await run(["status"], {
    environment: { SAGE_STORE: "postgres://sage@127.0.0.1:1/trading", PGPASSWORD: secrets.database },
  });
  expectNone(said.join("\n") + out);
}, 120_000);

test("while a setting is wrong", async () => {
  const said: string[] = [];
  for (const [name, value] of [
    ["SAGE_NOTIFY_WEBHOOK", `ftp://${secrets.hook}`],
    ["SAGE_NOTIFY_DISCORD", secrets.discord],
    ["SAGE_NOTIFY_MAIL", `http://user:${encodeURIComponent(secrets.mail)}@host`],
    ["SAGE_KIRBY_KEY", secrets.hook],
  ] as const) {
    const { out, status } = await run(live(host(), "--store", "setting.db"), {
      environment: { [name]: value },
    });
    expect(status, out).not.toBe(0);
    said.push(out);
  }
  const short = await run(["serve"], { environment: { SAGE_API_TOKEN: "s3cr3t-short" } });
  expect(short.out).toMatch(/SAGE8562/);
  expect(short.out).not.toContain("s3cr3t-short");
  expectNone(said.join("\n"));
}, 90_000);

test("while it breaks down, with all that an error of the program tells", async () => {
  const preload = join(folder, "break.cjs");
  own.add("break.cjs");
  writeFileSync(
    preload,
    `setTimeout(() => { throw new TypeError("broken at " + process.env.SAGE_KIRBY_KEY + " " + process.env.SAGE_API_TOKEN); }, 2500);\n`,
  );
  const { out, status } = await run(live(host(), "--store", "broken.db"), {
    environment: { NODE_OPTIONS: `--require ${preload}`, SAGE_DEBUG: "1" },
  });
  expect(status, out).not.toBe(0);
  expect(out).toContain("broken at ••• •••");
  expect(out).toMatch(/SAGE9001[^]*at Timeout/);
  expectNone(out);
}, 90_000);
