import { defineDiagnostic } from "../define.js";

export const frameInFrame = defineDiagnostic<Record<string, never>>({
  code: "SAGE3105",
  severity: "error",
  summary: "frame in a frame",
  message: () => "a frame inside a frame",
  label: "its bars would be made of bars that are made of bars",
  why: "every frame joins the strategy's own bars; from inside another it would be known a whole bar later",
  help: () => ["put both frames side by side in the strategy"],
  explanation:
    "Each `frame` is made of the strategy's own bars, so that a day is the same day whoever asks. Frames stand side by side; what one has found " +
    "is compared with another outside of both: `h4.rising and d1.rising`.",
  bad: `sage 1

strategy example {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  frame h4 every 4h {
    let trend = ema(close, 50)
    [[frame]] d1 every 1d {
      let trend = ema(close, 50)
    }
  }
  enter long when close crosses above h4.trend
  exit  long when close crosses below h4.trend

  size 25% of equity
  costs {
    fee: 0.04%
  }
}
`,
  good: `sage 1

strategy example {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  frame h4 every 4h {
    let trend = ema(close, 50)
  }
  frame d1 every 1d {
    let trend = ema(close, 50)
  }
  enter long when close crosses above h4.trend and close > d1.trend
  exit  long when close crosses below h4.trend

  size 25% of equity
  costs {
    fee: 0.04%
  }
}
`,
});
