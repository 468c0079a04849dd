import { ServeError } from "./serve-error.js";

export interface ListenAddress {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

export const defaultListen = "127.0.0.1:8750";

/** "127.0.0.1:8750", "[::1]:8750", ":8750". @throws ServeError SAGE8561 */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s/]*)):(\d{1,5})$/i.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535)
    throw new ServeError(
      "SAGE8561",
      "That is no address to listen at.",
      `Give a host and a port, such as ${defaultListen}.`,
    );
  return { host: match[1] ?? (match[2] || "127.0.0.1"), port };
}

/** Whether only this machine can reach it. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return name === "localhost" || name === "::1" || /^127(\.\d{1,3}){3}$/.test(name);
}

/** The host of a `Host` header or an origin, without its port. */
export function hostOf(text: string): string {
  return text.replace(/^https?:\/\//i, "").replace(/:\d+$/, "");
}
