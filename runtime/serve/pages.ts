import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.js";

/** Where the pages lie after they were bundled. */
export const pagesFolder = join(packageRoot, "dist", "dashboard");

const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  wasm: "application/wasm",
};

interface PageFile {
  readonly path: string;
  readonly type: string;
  /** Encodings that are stored beside it, the smallest first. */
  readonly encodings: readonly string[];
  readonly isPage: boolean;
  content: Map<string, { readonly body: Uint8Array<ArrayBuffer>; readonly tag: string }>;
}

/** Files of the pages by their addresses. Only these are ever served: a request's path never becomes a file's. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const endings: Readonly<Record<string, string>> = { br: ".br", gzip: ".gz" };

/**
 * The bundled files under a folder.
 * @param first name of the page that answers at `/`: "desk"
 */
export function listPages(first: string, folder: string = pagesFolder): PageFiles {
  const files = new Map<string, PageFile>();
  const add = (address: string, path: string, isPage: boolean): void => {
    const type = types[path.split(".").at(-1) ?? ""];
    if (type === undefined) return;
    const encodings = Object.keys(endings).filter((name) => existsSync(`${path}${endings[name]}`));
    files.set(address, { path, type, encodings, isPage, content: new Map() });
  };
  const page = join(folder, `${first}.html`);
  if (existsSync(page)) add("/", page, true);
  const assets = join(folder, "assets");
  if (existsSync(assets))
    for (const name of readdirSync(assets)) add(`/assets/${name}`, join(assets, name), false);
  return files;
}

/** What a page may do: nothing but what it brings along and what its own server answers. */
export function pagePolicy(more: { readonly wasm?: boolean } = {}): string {
  return [
    "default-src 'none'",
    `script-src 'self'${more.wasm === true ? " 'wasm-unsafe-eval'" : ""}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** The answer to a request for one of the files; null where it is for none. */
export function answerPage(
  files: PageFiles,
  request: Request,
  policy: string = pagePolicy(),
): Response | null {
  const file = files.get(new URL(request.url).pathname);
  if (file === undefined || (request.method !== "GET" && request.method !== "HEAD")) return null;
  const accepted = (request.headers.get("accept-encoding") ?? "").split(/ *, */);
  const encoding = file.encodings.find((name) => accepted.some((one) => one.split(";")[0] === name)) ?? "";
  const { body, tag } = read(file, encoding);
  const headers: Record<string, string> = {
    etag: tag,
    vary: "accept-encoding",
    // The name of an asset holds the hash of its content, so it never changes.
    "cache-control": file.isPage ? "no-cache" : "public, max-age=31536000, immutable",
    "content-type": file.type,
    "content-security-policy": policy,
  };
  if (request.headers.get("if-none-match") === tag) return new Response(null, { status: 304, headers });
  if (encoding !== "") headers["content-encoding"] = encoding;
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

function read(file: PageFile, encoding: string) {
  const known = file.content.get(encoding);
  if (known !== undefined) return known;
  const body = new Uint8Array(readFileSync(`${file.path}${endings[encoding] ?? ""}`));
  const tag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  const made = { body, tag };
  file.content.set(encoding, made);
  return made;
}
