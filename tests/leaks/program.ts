import type { Piece } from "./corpus.js";

const indented = (text: string, depth = "  "): string =>
  text
    .split("\n")
    .map((line) => `${depth}${line}`)
    .join("\n");

/** A strategy that is sound by itself, with a piece put in. */
export function programOf(piece: Piece): string {
  const model = /\bm\./.test(Object.values(piece).join(" ")) ? modelOf(piece) : "";
  const protect = piece.protect === undefined ? "" : ` {\n${indented(piece.protect, "    ")}\n  }`;
  return [
    "sage 1",
    ...(piece.beside === undefined ? [] : [piece.beside]),
    "/// A program with one thing in question.",
    "strategy s {",
    "  market {",
    "    symbol: BTCUSDT",
    "    timeframe: 1h",
    "  }",
    ...(piece.values === undefined ? [] : [indented(piece.values)]),
    ...(model === "" ? [] : [indented(model)]),
    `  enter long when ${piece.enter ?? "close > close[1]"}${protect}`,
    `  exit long when ${piece.exit ?? "close < close[24]"}`,
    `  size ${piece.size ?? "25% of equity"}`,
    "  costs {",
    "    fee: 0.1%",
    "    slippage: 0.02%",
    "  }",
    "}",
    "",
  ].join("\n");
}

function modelOf({ features, target, algorithm, train }: Piece): string {
  return [
    "model m {",
    "  features {",
    indented(features ?? "stretch = close / ema(close, 48 bars) - 1", "    "),
    "    interest = zscore(volume, 72 bars)",
    "  }",
    "  target {",
    indented(target ?? "up = ahead(close, 12 bars) / close - 1 > 0.2%", "    "),
    "  }",
    "  algorithm gradient_boosting {",
    indented(algorithm ?? "trees: 50\nseed: 7", "    "),
    "  }",
    "  train {",
    indented(train ?? "window: 1y\nrefit: 30d\nembargo: 24 bars\nsamples: 2000", "    "),
    "  }",
    "}",
  ].join("\n");
}
