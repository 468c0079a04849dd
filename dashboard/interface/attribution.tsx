import type { JSX } from "preact";

/** What the licence of the charts asks for on every page whose charts do not show its mark. */
export function Attribution(): JSX.Element {
  return (
    <p class="attribution">
      Charts:{" "}
      <a href="https://www.tradingview.com/" rel="noreferrer" target="_blank">
        TradingView
      </a>{" "}
      Lightweight Charts™, Copyright © TradingView, Inc., Apache License 2.0.
    </p>
  );
}
