import * as z from "zod/mini";
import { readBars } from "./bars-message.js";
import { HostError, type StudioHost } from "./host.js";
import { openLanguageSocket } from "./language/language-socket.js";
import { openServerWork } from "./server/server-work.js";
import { gone, piecesOf, told } from "./server/told.js";

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
      kind: z.string(),
      created: z.number(),
      interval: z.number(),
      bars: z.number(),
      parameters: z.record(z.string(), z.number()),
    }),
  ),
});
const marked = z.object({ mark: z.string() });

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
    list: async () => (await told(files, await ask("files"))).files,
    read: async (path) => {
      const answer = await ask(at("file", path));
      return { text: await answer.text(), mark: markOf(answer) };
    },
    save: async (path, text, expected) => {
      const condition = expected === null ? { "if-none-match": "*" } : { "if-match": `"${expected}"` };
      return markOf(await ask(at("file", path), { method: "PUT", body: text, headers: condition }));
    },
    mark: async (path) => (await told(marked, await ask(at("mark", path)))).mark,
    bars: async (path, tell) => readBars(piecesOf(await ask(at("bars", path))), tell),
    runs: async () => (await told(runs, await ask("runs"))).runs,
    server: openServerWork(ask),
    language: socket === "" ? null : () => openLanguageSocket(`ws://${location.host}${socket}`),
  };
}

const markOf = ({ headers }: Response): string => (headers.get("etag") ?? "").replaceAll('"', "");

/** @throws HostError */
async function ask(name: string, request: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(`/api/${name}`, { ...request, credentials: "same-origin" });
  } catch (error) {
    if (request.signal?.aborted === true) throw error;
    throw gone();
  }
  if (answer.ok) return answer;
  const told = problem.safeParse(await answer.json().catch(() => null));
  throw told.success
    ? new HostError(told.data.code, told.data.message, told.data.help)
    : new HostError("gone", `The server answered with ${answer.status}.`, null);
}
