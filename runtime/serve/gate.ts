import { hostOf, isLoopback } from "./address.js";
import { RateLimiter, type RateLimit } from "./rate-limit.js";
import { ServeError } from "./serve-error.js";
import type { Bearer, TokenBook } from "./tokens.js";

export interface GateOptions {
  readonly tokens: TokenBook;
  readonly origins: readonly string[];
  readonly rateLimit: RateLimit;
  /** Whether only this machine can reach the server. */
  readonly isLocal: boolean;
}

/** Who may come in: the same for requests and for WebSockets. */
export class Gate {
  readonly #options: GateOptions;
  readonly #limiter: RateLimiter;
  /** Refusals that are said at once; who goes on after so many is a flood. */
  readonly #refusals: RateLimiter;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#limiter = new RateLimiter(options.rateLimit);
    this.#refusals = new RateLimiter(options.rateLimit);
  }

  /** Whether a web page of this origin may ask. */
  allows(origin: string): boolean {
    return this.#options.origins.includes(origin);
  }

  /**
   * A web page elsewhere may not ask with the rights of who looks at it, nor by a name that it lets point here.
   * @throws ServeError SAGE8572
   */
  checkPlace(host: string | undefined, origin: string | undefined): void {
    if (this.#options.isLocal && (host === undefined || !isLoopback(hostOf(host))))
      throw new ServeError(
        "SAGE8572",
        "The server answers to names of this machine only.",
        "Ask for http://127.0.0.1:PORT.",
      );
    if (origin === undefined || this.allows(origin)) return;
    if (host !== undefined && /^https?:\/\//i.test(origin) && origin.replace(/^https?:\/\//i, "") === host)
      return;
    throw new ServeError(
      "SAGE8572",
      "The web page that asks is not allowed.",
      "Allow it with --origin, as its browser names it.",
    );
  }

  bearerOf(authorization: string | undefined): Bearer | null {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    return token === undefined ? null : this.#options.tokens.find(token);
  }

  find(token: string): Bearer | null {
    return this.#options.tokens.find(token);
  }

  /**
   * @param slow called before it throws, for who goes on although it was told to wait
   * @throws ServeError SAGE8565
   */
  checkRate(bearer: Bearer | null, address: string, slow: () => void = () => undefined): void {
    const caller = bearer === null ? `address ${address}` : `token ${bearer.name}`;
    const seconds = this.#limiter.take(caller);
    if (seconds === 0) return;
    const isFlood = this.#refusals.take(caller) > 0;
    if (isFlood) slow();
    throw new ServeError("SAGE8565", "Too many requests.", `Wait ${seconds} s.`, {
      headers: { "retry-after": String(seconds), ...(isFlood && { connection: "close" }) },
    });
  }

  /** Whether who asks without a token may come in. */
  get isOpen(): boolean {
    // All tokens being revoked must not open a server that can be reached from elsewhere.
    return this.#options.isLocal && !this.#options.tokens.isGuarded;
  }

  /** @throws ServeError SAGE8563 */
  checkBearer(bearer: Bearer | null, hasToken: boolean): void {
    if (bearer !== null || (this.isOpen && !hasToken)) return;
    throw new ServeError(
      "SAGE8563",
      hasToken ? "The token is not known." : "A token is needed.",
      "Send it as Authorization: Bearer TOKEN; sage token new NAME makes one.",
      { headers: { "www-authenticate": "Bearer" } },
    );
  }
}
