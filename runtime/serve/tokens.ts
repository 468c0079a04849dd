import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeFile } from "../data/atomic-file.js";
import { sageHome } from "../store/home.js";
import { ServeError } from "./serve-error.js";

export const scopes = ["read", "control"] as const;
export type Scope = (typeof scopes)[number];

const storedToken = z.object({
  name: z.string(),
  /** SHA-256 of the token, in hexadecimal digits. The token itself is kept nowhere. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  scopes: z.array(z.enum(scopes)),
  createdAt: z.number(),
});
const tokensFile = z.object({ schema: z.literal("sage.tokens/1"), tokens: z.array(storedToken) });

export type StoredToken = Readonly<z.infer<typeof storedToken>>;

/** Who asks: the name of a token and what it allows. */
export interface Bearer {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

export const tokensPath = (): string => join(sageHome(), "tokens.json");

const shortestToken = 16;
/** How often the file is looked at, in milliseconds: a revoked token is refused so soon. */
const lookEvery = 500;

const digestOf = (token: string): Buffer => createHash("sha256").update(token).digest();

/** @throws ServeError SAGE8562 */
export function readTokens(path = tokensPath()): readonly StoredToken[] {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return [];
  try {
    return tokensFile.parse(JSON.parse(readFileSync(path, "utf8"))).tokens;
  } catch {
    throw new ServeError(
      "SAGE8562",
      `${path} cannot be read as a file of tokens.`,
      "Mend it, or remove it and make new tokens with sage token new NAME.",
    );
  }
}

function writeTokens(path: string, tokens: readonly StoredToken[]): void {
  writeFile(path, `${JSON.stringify({ schema: "sage.tokens/1", tokens }, null, 2)}\n`);
  chmodSync(path, 0o600);
}

/** Makes a token; what is given back is shown once. @throws ServeError SAGE8562, SAGE8576 */
export function createToken(
  name: string,
  allowed: readonly Scope[],
  createdAt: number,
  path = tokensPath(),
): string {
  const tokens = readTokens(path);
  if (tokens.some((token) => token.name === name))
    throw new ServeError("SAGE8576", `There is a token "${name}" already.`, `sage token revoke ${name}`);
  const token = `sage_${randomBytes(32).toString("base64url")}`;
  const hash = digestOf(token).toString("hex");
  writeTokens(path, [...tokens, { name, hash, scopes: [...allowed], createdAt }]);
  return token;
}

/** @throws ServeError SAGE8562, SAGE8576 */
export function revokeToken(name: string, path = tokensPath()): void {
  const tokens = readTokens(path);
  const left = tokens.filter((token) => token.name !== name);
  if (left.length === tokens.length)
    throw new ServeError("SAGE8576", `There is no token "${name}".`, "sage token list");
  writeTokens(path, left);
}

/** `SAGE_API_TOKEN`, or what stands in the file that `SAGE_API_TOKEN_FILE` names. @throws ServeError SAGE8562 */
function environmentToken(): string | undefined {
  const path = process.env["SAGE_API_TOKEN_FILE"];
  if (path === undefined || path === "") return process.env["SAGE_API_TOKEN"];
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    throw new ServeError(
      "SAGE8562",
      `SAGE_API_TOKEN_FILE names ${path}, which cannot be read.`,
      "Check its place and rights.",
    );
  }
}

/** The tokens that open the API, as the file has them now, and the one of the environment. */
export class TokenBook {
  readonly #path: string;
  readonly #own: readonly (Bearer & { readonly digest: Buffer })[];
  #stored: readonly (Bearer & { readonly digest: Buffer })[] = [];
  #looked = Number.NEGATIVE_INFINITY;

  /** @throws ServeError SAGE8562 */
  constructor(path = tokensPath(), fromEnvironment = environmentToken()) {
    this.#path = path;
    if (fromEnvironment !== undefined && fromEnvironment !== "" && fromEnvironment.length < shortestToken)
      throw new ServeError(
        "SAGE8562",
        `SAGE_API_TOKEN is shorter than ${shortestToken} characters.`,
        "Take a random one: openssl rand -base64 32",
      );
    this.#own = fromEnvironment
      ? [{ name: "SAGE_API_TOKEN", scopes, digest: digestOf(fromEnvironment) }]
      : [];
    this.#look();
  }

  /** Whether there is any; without one, this machine may ask without. */
  get isGuarded(): boolean {
    this.#look();
    return this.#own.length + this.#stored.length > 0;
  }

  /** Takes as long for a wrong token as for a right one. */
  find(token: string): Bearer | null {
    this.#look();
    const digest = digestOf(token);
    let found: Bearer | null = null;
    for (const known of [...this.#own, ...this.#stored])
      if (timingSafeEqual(known.digest, digest)) found = known;
    return found;
  }

  #look(): void {
    const now = performance.now();
    if (now - this.#looked < lookEvery) return;
    this.#stored = readTokens(this.#path).map(({ name, hash, scopes: allowed }) => ({
      name,
      scopes: allowed,
      digest: Buffer.from(hash, "hex"),
    }));
    this.#looked = now;
  }
}
