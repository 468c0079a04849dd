/** A statement to begin with. `$1`, `${2:name}` are the places to fill in, in the notation of editors. */
export interface Snippet {
  readonly word: string;
  readonly text: string;
  readonly detail: string;
}

const snippet = (word: string, detail: string, text: string): Snippet => ({ word, detail, text });

/** What can stand in a file. */
export const fileSnippets: readonly Snippet[] = [
  snippet("sage", "the edition", "sage 1"),
  snippet("use", "a module", "use ${1:std.trend}"),
  snippet("const", "a value fixed in the text", "const ${1:name} = ${0:24 bars}"),
  snippet("fn", "a function", "fn ${1:name}(${2:length: bars}) = $0"),
  snippet(
    "strategy",
    "a strategy",
    [
      "strategy ${1:name} {",
      "  market {",
      "    symbol: ${2:BTCUSDT}",
      "    timeframe: ${3:1h}",
      "  }",
      "",
      "  enter long when ${4:close crosses above ema(close, 48 bars)}",
      "  exit long when ${5:close crosses below ema(close, 48 bars)}",
      "",
      "  size ${6:25%} of equity",
      "  costs {",
      "    fee: ${7:0.1%}",
      "    slippage: ${8:0.02%}",
      "  }",
      "}",
    ].join("\n"),
  ),
  snippet(
    "test",
    "bars and what must happen on them",
    'test "${1:what it shows}" for ${2:strategy} {\n  close: ${3:10, 10, 9, 12}\n  expect enter long at bar ${0:3}\n}',
  ),
  snippet("experiment", "a study", "experiment ${1:study} of ${2:strategy} {\n  $0\n}"),
  snippet("portfolio", "strategies that share an account", "portfolio ${1:desk} {\n  $0\n}"),
];

/** What can stand in a strategy. */
export const memberSnippets: readonly Snippet[] = [
  snippet("let", "a value per bar", "let ${1:name} = $0"),
  snippet("param", "a value to search", "param ${1:name} = ${2:14 bars} in ${3:7}..${4:28}"),
  snippet("enter", "open a position", "enter ${1|long,short|} when $0"),
  snippet("exit", "leave the position", "exit ${1|long,short,all|} when $0"),
  snippet("size", "how large", "size ${1:25%} of equity"),
  snippet("size risk", "as much as the stop may cost", "size risk ${1:1%} of equity max ${2:100%} of equity"),
  snippet("state", "a value that remembers", "state ${1:name} from ${2:0} = $0"),
  snippet("require", "a condition on parameters", "require ${1:fast} < ${2:slow}"),
  snippet("market", "what is traded", "market {\n  symbol: ${1:BTCUSDT}\n  timeframe: ${2:1h}\n}"),
  snippet("costs", "what a trade costs", "costs {\n  fee: ${1:0.1%}\n  slippage: ${2:0.02%}\n}"),
  snippet("fills", "what happens inside a bar", "fills {\n  path: ${1|pessimistic,ohlc,olhc|}\n}"),
  snippet("risk", "limits", "risk {\n  $0\n}"),
  snippet("frame", "a slower timeframe", "frame ${1:h4} every ${2:4h} {\n  let ${3:trend} = $0\n}"),
  snippet("feed", "another input", 'feed ${1:eth} {\n  symbol: ${2:"ETH/USDT"}\n  stale: ${3:3 bars}\n}'),
  snippet(
    "model",
    "what is learned",
    [
      "model ${1:edge} {",
      "  features {",
      "    ${2:momentum} = ${3:close / close[24] - 1}",
      "  }",
      "  target {",
      "    ${4:up} = ahead(close, ${5:12}) / close - 1 > 2 * round_trip_cost",
      "  }",
      "  algorithm ${6:gradient_boosting} {",
      "    trees: 300",
      "    seed: 7",
      "  }",
      "  train {",
      "    window: ${7:2y}",
      "    refit: ${8:30d}",
      "  }",
      "}",
    ].join("\n"),
  ),
  snippet("position", "a position to hold", "position clamp($0, -1, 1)"),
  snippet("cooldown", "bars without an entry", "cooldown ${1:6 bars}"),
  snippet("halt", "stop after losses", "halt when drawdown > ${1:15%} for ${2:7d}"),
  snippet("gaps", "missing bars", "gaps ${1|hold,fill,stop|}"),
  snippet("plot", "draw a value", "plot $0"),
  snippet("alert", "a message", 'alert when ${1:condition} "${0:message}"'),
];

/** What can stand in the braces of an entry. */
export const protectionSnippets: readonly Snippet[] = [
  snippet("stop", "where the position is given up", "stop ${1:entry - 2 * atr(14 bars)}"),
  snippet("take", "where profit is taken", "take ${1:entry + 3 * atr(14 bars)}"),
  snippet("trail", "a stop that follows", "trail ${1:1.5 * atr(14 bars)}"),
  snippet("expire", "leave after so long", "expire ${1:2d}"),
];

export const modelSnippets: readonly Snippet[] = [
  snippet("features", "what the model is shown", "features {\n  $0\n}"),
  snippet("target", "what it learns", "target {\n  $0\n}"),
  snippet("algorithm", "which kind", "algorithm ${1:gradient_boosting} {\n  seed: ${2:7}\n}"),
  snippet("train", "on how much, how often", "train {\n  window: ${1:2y}\n  refit: ${2:30d}\n}"),
];

export const functionSnippets: readonly Snippet[] = [
  snippet("let", "a step", "let ${1:name} = $0"),
  snippet("state", "a value that remembers", "state ${1:name} from ${2:na} = $0"),
  snippet("return", "the result", "return $0"),
];

export const frameSnippets: readonly Snippet[] = functionSnippets.filter(({ word }) => word !== "return");

export const testSnippets: readonly Snippet[] = [
  snippet("with", "values of parameters", "with ${1:fast} = ${2:2 bars}"),
  snippet("close", "closing prices, bar by bar", "close: ${1:10, 10, 9, 12}"),
  snippet("expect", "what must happen", "expect ${1|enter,exit|} ${2|long,short|} at bar ${0:3}"),
];
