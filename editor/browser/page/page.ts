import { createSageEditor, inWorker } from "../editor.js";

/** The editor alone on a page: `?text=…` or an example. */
const example = `sage 1

/// Follow the trend: hold while the quick average is above the calm one.
strategy trend {
  market {
    symbol: BTCUSDT
    timeframe: 1h
  }

  param fast = 12 bars in 5..40
  param slow = 48 bars in 20..200 step 4
  require fast < slow

  let quick = ema(close, fast)
  let calm  = ema(close, slow)

  enter long when quick crosses above calm
  exit  long when quick crosses below calm

  size 25% of equity
  costs {
    fee: 0.1%
    slippage: 0.02%
  }
}
`;

const parent = document.querySelector<HTMLElement>("#editor");
if (parent !== null) {
  const text = new URLSearchParams(location.search).get("text") ?? example;
  const worker = new Worker("worker.js", { type: "module" });
  const { view } = createSageEditor(parent, {
    uri: "file:///strategy.sage",
    text,
    transport: inWorker(worker),
  });
  view.focus();
}
