import type { WriteStream } from "node:tty";

type Stream = Pick<NodeJS.WriteStream, "isTTY"> & Partial<Pick<WriteStream, "columns">>;

/** Colour follows the terminal, NO_COLOR and FORCE_COLOR. */
export function wantsColour(stream: Stream): boolean {
  if (process.env["NO_COLOR"]) return false;
  const forced = process.env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0";
  return stream.isTTY && process.env["TERM"] !== "dumb";
}

/** Frames need UTF-8; elsewhere they are drawn in ASCII. */
export function wantsAscii(): boolean {
  const locale = process.env["LC_ALL"] || process.env["LC_CTYPE"] || process.env["LANG"] || "";
  if (process.platform === "win32") return false;
  return process.env["TERM"] === "dumb" || /^(C|POSIX)$/.test(locale);
}

export function widthOf(stream: Stream): number {
  return Math.max(60, Math.min(stream.columns ?? 100, 140));
}

export function paint(stream: Stream) {
  const colour = wantsColour(stream);
  const wrap = (open: number, close: number) => (text: string) =>
    colour ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    red: wrap(31, 39),
    green: wrap(32, 39),
    yellow: wrap(33, 39),
    dim: wrap(2, 22),
    bold: wrap(1, 22),
  };
}
