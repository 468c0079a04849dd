import { openTrade, setUpDecisions } from "./decision.js";
import { setUpEquityChart } from "./equity-chart.js";
import { setUpPriceChart } from "./price-chart.js";
import { setUpTheme } from "./theme.js";
import { setUpTradeTable } from "./trade-table.js";

function setUpMetrics() {
  const button = document.getElementById("formulas");
  button.hidden = false;
  const all = [...document.querySelectorAll("details.metric")];
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(open));
    button.textContent = open ? "hide formulas" : "show all formulas";
    for (const one of all) one.open = open;
  });
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all.filter((one) => !one.open);
    for (const one of closed) one.open = true;
  });
  addEventListener("afterprint", () => {
    for (const one of closed) one.open = false;
  });
}

setUpTheme();
setUpEquityChart();
setUpPriceChart(openTrade);
setUpTradeTable();
setUpDecisions();
setUpMetrics();
document.documentElement.dataset.ready = "true";
