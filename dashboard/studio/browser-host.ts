import { text as emaCross } from "../../strategies/ema_cross.sage";
import { text as rsiReversion } from "../../strategies/rsi_reversion.sage";
import { text as donchian } from "../../strategies/donchian_breakout.sage";
import { text as squeeze } from "../../strategies/bollinger_squeeze.sage";
import { HostError, type StudioHost } from "./host.js";

const prefix = "sage-file:";

const given: Readonly<Record<string, () => string>> = {
  "ema_cross.sage": emaCross,
  "rsi_reversion.sage": rsiReversion,
  "donchian_breakout.sage": donchian,
  "bollinger_squeeze.sage": squeeze,
};

/** Files in this browser: what came with the page, and what was written over it. Nothing leaves the machine. */
export function browserHost(): StudioHost {
  const stored = (path: string): string | undefined => localStorage.getItem(prefix + path) ?? given[path]?.();
  const paths = (): readonly string[] => {
    const own = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    return [...new Set([...Object.keys(given), ...own.map((key) => key.slice(prefix.length))])].toSorted();
  };
  return {
    list: async () => paths().map((path) => ({ path, kind: "strategy", bytes: stored(path)?.length ?? 0 })),
    read: async (path) => {
      const text = stored(path);
      if (text === undefined) throw new HostError("SAGE8616", `${path} is not there.`, null);
      return { text, mark: text };
    },
    mark: async (path) => {
      const text = stored(path);
      if (text === undefined) throw new HostError("SAGE8616", `${path} is not there.`, null);
      return text;
    },
    save: async (path, text, expected) => {
      if ((stored(path) ?? null) !== expected)
        throw new HostError("SAGE8617", `${path} was changed elsewhere since it was opened.`, null);
      try {
        localStorage.setItem(prefix + path, text);
      } catch {
        throw new HostError(
          "SAGE8618",
          "This browser keeps no more.",
          "Copy the text into a file of your own.",
        );
      }
      return text;
    },
    bars: async () => {
      throw new HostError("SAGE8616", "There are only the bars that come with the page.", null);
    },
    runs: async () => [],
    language: null,
    server: null,
  };
}
