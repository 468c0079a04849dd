import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { hostOf, isLoopback } from "../address.js";
import { StudioError } from "./studio-error.js";

/** Who may come in: the page that was opened with this start's token, and no other page of the same browser. */
export class StudioGuard {
  /** Stands behind # in the address, which no browser sends along. */
  readonly token = randomBytes(24).toString("base64url");
  readonly #session = randomBytes(24).toString("base64url");

  /** The page's own files tell nothing: only the name it is asked by matters. @throws StudioError SAGE8614 */
  checkPlace({ headers }: IncomingMessage): void {
    const { host, origin } = headers;
    const site = headers["sec-fetch-site"];
    const isOwn = origin === undefined || (host !== undefined && origin === `http://${host}`);
    const isHere = host !== undefined && isLoopback(hostOf(host));
    if (!isHere || !isOwn || site === "cross-site" || site === "same-site")
      throw new StudioError(
        "SAGE8614",
        "The studio answers to its own page only.",
        "Open the address that it named.",
      );
  }

  /** The cookie that the token is changed for. @throws StudioError SAGE8614 */
  enter(token: unknown, port: number): string {
    if (typeof token !== "string" || !isSame(token, this.token))
      throw new StudioError(
        "SAGE8614",
        "The token is not this studio's.",
        "Open the address that it named last.",
      );
    return `${cookieName(port)}=${this.#session}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** @throws StudioError SAGE8614 */
  checkSession({ headers }: IncomingMessage, port: number): void {
    const cookies = (headers.cookie ?? "").split(/;\s*/);
    const [, given] = cookies.map((one) => one.split("=")).find(([name]) => name === cookieName(port)) ?? [];
    if (given === undefined || !isSame(given, this.#session))
      throw new StudioError(
        "SAGE8614",
        "This page has not entered yet.",
        "Open the address that sage studio named.",
      );
  }
}

/** Cookies do not tell ports apart, and several studios may run. */
const cookieName = (port: number): string => `sage_studio_${port}`;

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
