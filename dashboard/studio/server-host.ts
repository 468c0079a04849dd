import * as z from "zod/mini";
import { HostError, type StudioHost } from "./host.js";
import { openLanguageSocket } from "./language/language-socket.js";
import type { GivenBars } from "./research/protocol.js";

const problem = z.object({ code: z.string(), message: z.string(), help: z.nullable(z.string()) });
const files = z.object({
  files: z.array(z.object({ path: z.string(), kind: z.enum(["strategy", "data"]), bytes: z.number() })),
});
const figure = z.nullable(z.number());
const runs = z.object({
  runs: z.array(
    z.object({
      id: z.string(),
      strategy: z.string(),
      data: z.string(),
      totalReturn: figure,
      sharpe: figure,
      maxDrawdown: figure,
      trades: z.number(),
    }),
  ),
});
const information = z.object({
  source: z.string(),
  symbol: z.nullable(z.string()),
  exchange: z.nullable(z.string()),
  marketType: z.nullable(z.enum(["spot", "perpetual", "future"])),
  interval: z.number(),
  bars: z.number(),
  from: z.number(),
  to: z.number(),
  gaps: z.number(),
  missingBars: z.number(),
  hash: z.string(),
  score: figure,
});

/** The folder that `sage studio` opened. The token of the address is changed for a cookie, and leaves the address. */
export async function openServerHost(): Promise<StudioHost> {
  const token = location.hash.slice(1);
  if (token !== "") {
    history.replaceState(null, "", location.pathname);
    await ask("session", { method: "POST", body: JSON.stringify({ token }) });
  }
  const socket = document.querySelector<HTMLMetaElement>('meta[name="language-socket"]')?.content ?? "";
  const at = (name: string, path: string): string => `${name}?path=${encodeURIComponent(path)}`;
  return {
    list: async () => files.parse(await (await ask("files")).json()).files,
    read: async (path) => {
      const answer = await ask(at("file", path));
      return { text: await answer.text(), mark: markOf(answer) };
    },
    save: async (path, text, expected) => {
      const condition = expected === null ? { "if-none-match": "*" } : { "if-match": `"${expected}"` };
      return markOf(await ask(at("file", path), { method: "PUT", body: text, headers: condition }));
    },
    bars: async (path) => readBars(await (await ask(at("bars", path))).arrayBuffer()),
    runs: async () => runs.parse(await (await ask("runs")).json()).runs,
    language: socket === "" ? null : () => openLanguageSocket(`ws://${location.host}${socket}`),
  };
}

const markOf = ({ headers }: Response): string => (headers.get("etag") ?? "").replaceAll('"', "");

async function ask(name: string, request: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/api/${name}`, { ...request, credentials: "same-origin" });
  } catch {
    throw new HostError("gone", "The server does not answer.", null);
  }
  if (answer.ok) return answer;
  const told = problem.safeParse(await answer.json().catch(() => null));
  throw told.success
    ? new HostError(told.data.code, told.data.message, told.data.help)
    : new HostError("gone", `The server answered with ${answer.status}.`, null);
}

/** `runtime/serve/studio/bars.ts` says how bars are laid out. */
function readBars(buffer: ArrayBuffer): GivenBars {
  const length = new DataView(buffer).getUint32(0, true);
  const told: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const known = information.parse(told);
  const start = Math.ceil((4 + length) / 8) * 8;
  const column = (place: number) => new Float64Array(buffer, start + place * known.bars * 8, known.bars);
  return {
    kind: "columns",
    information: known,
    columns: {
      time: column(0),
      open: column(1),
      high: column(2),
      low: column(3),
      close: column(4),
      volume: column(5),
    },
  };
}
