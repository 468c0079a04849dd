import { createReadStream, statSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import * as z from "zod";
import { DataError } from "../../data/data-error.js";
import { listRuns } from "../../store/list-runs.js";
import { barsMessage } from "./bars.js";
import { rememberTrials, storedModels, storedSearches, trialsSchema } from "./findings.js";
import { OpenedFolder } from "./folder.js";
import { StudioGuard } from "./guard.js";
import { languagePath, LanguageSockets, largestMessage, type OpenLanguage } from "./language-socket.js";
import { StudioError } from "./studio-error.js";
import { StudioWork, workSchema, type SageProgram } from "./work.js";

export interface StudioOptions {
  readonly folder: string;
  /** Where the bundled page lies. */
  readonly page: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What serves the editors' language; without it the page's own does. */
  readonly language?: OpenLanguage;
  /** What does long work; without it models cannot be trained from the page. */
  readonly program?: SageProgram;
}

export interface ServedStudio {
  /** To be opened in a browser of this machine; holds the token of this start. */
  readonly address: string;
  readonly folder: string;
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
};

const largestBody = 2 * 1024 * 1024;

/**
 * The studio on this machine: its page, and the files of one folder.
 * @throws StudioError SAGE8610, SAGE8619
 */
export async function serveStudio({
  folder,
  page,
  port,
  language,
  program,
}: StudioOptions): Promise<ServedStudio> {
  const opened = new OpenedFolder(folder);
  const guard = new StudioGuard();
  let listening = port;
  const server = createServer((request, response) => {
    const context = {
      request,
      response,
      opened,
      guard,
      port: listening,
      page,
      language: language === undefined ? "" : languagePath,
      work,
    };
    answer(context).catch((error: unknown) => refuse(response, error));
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  const sockets = language === undefined ? null : await openSockets(guard, opened, language);
  sockets?.attach(server, () => listening);
  const work = program === undefined ? null : new StudioWork(program, opened);
  await new Promise<void>((resolve, reject) => {
    server.once("error", () =>
      reject(
        new StudioError("SAGE8619", `Port ${port} cannot be listened at.`, "Choose another with --port."),
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  const place = server.address();
  if (typeof place === "object" && place !== null) listening = place.port;
  return {
    address: `http://127.0.0.1:${listening}/#${guard.token}`,
    folder: opened.root,
    close: () =>
      new Promise((resolve) => {
        sockets?.close();
        work?.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function openSockets(
  guard: StudioGuard,
  folder: OpenedFolder,
  open: OpenLanguage,
): Promise<LanguageSockets> {
  const { WebSocketServer } = await import("ws");
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage });
  return new LanguageSockets({ sockets, guard, folder, open });
}

interface Context {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly opened: OpenedFolder;
  readonly guard: StudioGuard;
  readonly port: number;
  readonly page: string;
  /** Where the editors' language is served; empty: nowhere. */
  readonly language: string;
  readonly work: StudioWork | null;
}

async function answer(context: Context): Promise<void> {
  const { request, response, guard, opened, port } = context;
  guard.checkPlace(request);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://studio");
  const deed = `${request.method ?? ""} ${pathname}`;
  if (!pathname.startsWith("/api/")) return sendPage(context, pathname);
  if (deed === "POST /api/session") {
    const { token } = parsed(z.object({ token: z.string() }), await bodyOf(request));
    response.setHeader("set-cookie", guard.enter(token, port));
    return sendJson(response, { folder: opened.name });
  }
  guard.checkSession(request, port);
  const path = searchParams.get("path") ?? "";
  switch (deed) {
    case "GET /api/files":
      return sendJson(response, { folder: opened.name, files: opened.list() });
    case "GET /api/file": {
      const { text, mark } = opened.read(path);
      response.setHeader("etag", `"${mark}"`);
      return send(response, 200, "text/plain; charset=utf-8", text);
    }
    case "GET /api/mark":
      return sendJson(response, { mark: opened.markOf(path) });
    case "PUT /api/file": {
      const expected = expectedOf(request);
      const mark = opened.save(path, await bodyOf(request), expected);
      response.setHeader("etag", `"${mark}"`);
      return sendJson(response, { mark });
    }
    case "GET /api/bars":
      return send(response, 200, "application/octet-stream", await barsMessage(opened.dataPath(path), path));
    case "POST /api/work":
      return serveWork(context);
    case "POST /api/trials":
      return sendJson(response, rememberTrials(parsed(trialsSchema, await bodyOf(request))));
    case "GET /api/searches":
      return sendJson(response, { searches: storedSearches(searchParams.get("strategy") ?? "") });
    case "GET /api/models":
      return sendJson(response, { models: storedModels(searchParams.get("strategy") ?? "") });
    case "GET /api/runs":
      return sendJson(response, { runs: listRuns().runs.slice(0, 200) });
    default:
      throw new StudioError("SAGE8618", "There is nothing at this address.");
  }
}

/** Long work, told of line by line. */
async function serveWork({ request, response, work }: Context): Promise<void> {
  if (work === null)
    throw new StudioError("SAGE8622", "This studio does no long work.", "Start it as: sage studio FOLDER");
  const asked = parsed(workSchema, await bodyOf(request));
  await work.serve(asked, response, () => writeHead(response, 200, "application/x-ndjson"));
}

/** Which text a save is to replace. Without a word about it nothing is written. */
function expectedOf({ headers }: IncomingMessage): string | null {
  if (headers["if-none-match"] === "*") return null;
  const [, mark] = /^"([0-9a-f]+)"$/.exec(headers["if-match"] ?? "") ?? [];
  if (mark === undefined)
    throw new StudioError(
      "SAGE8618",
      "A save must say which text it replaces.",
      "Send If-Match or If-None-Match: *.",
    );
  return mark;
}

function parsed<Value>(schema: z.ZodType<Value>, text: string): Value {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new StudioError("SAGE8618", "The body is not what this address takes.");
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > largestBody) throw new StudioError("SAGE8618", "The body is larger than 2 MiB.");
    parts.push(bytes);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new StudioError("SAGE8618", "The body is not UTF-8.");
  }
}

/** The page and what it is made of; the styles that the editor makes carry a number that only this answer knows. */
async function sendPage({ response, page, request, language }: Context, pathname: string): Promise<void> {
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  const path = join(page, name);
  const isThere =
    /^[a-z0-9-]+\.[a-z]+$/i.test(name) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (!isThere || request.method !== "GET")
    throw new StudioError("SAGE8616", "There is nothing at this address.");
  const type = types[extname(name)] ?? "application/octet-stream";
  if (name === "index.html") {
    const nonce = randomBytes(16).toString("base64url");
    const html = (await readFile(path, "utf8"))
      .replaceAll("__NONCE__", nonce)
      .replace("__LANGUAGE__", language);
    return send(response, 200, type, html, nonce);
  }
  writeHead(response, 200, type);
  createReadStream(path).pipe(response);
}

function writeHead(response: ServerResponse, status: number, type: string, nonce?: string): void {
  const styles = nonce === undefined ? "'self'" : `'self' 'nonce-${nonce}'`;
  response.writeHead(status, {
    "content-type": type,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "content-security-policy":
      `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src ${styles}; img-src 'self' data:; ` +
      "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  nonce?: string,
): void {
  writeHead(response, status, type, nonce);
  response.end(body);
}

const sendJson = (response: ServerResponse, value: unknown, status = 200): void =>
  send(response, status, "application/json", JSON.stringify(value));

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  if (error instanceof StudioError || error instanceof DataError) {
    const { code, message, help } = error;
    return sendJson(response, { code, message, help }, error instanceof StudioError ? error.status : 400);
  }
  sendJson(response, { code: "SAGE8613", message: "The studio could not do it.", help: null }, 500);
}
