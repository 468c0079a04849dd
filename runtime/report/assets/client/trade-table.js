import { clock, data, decimal, money, percent, price } from "./data.js";
import { openTrade } from "./decision.js";

/** The table of trades: in pages, sorted by any column, filtered, saved as CSV. */
const pageLength = matchMedia("(max-width: 44rem)").matches ? 20 : 50;

const tradeCells = {
  id: (t, i) => String(t.id[i]),
  side: (t, i) => (t.short[i] === 1 ? "short" : "long"),
  entryTime: (t, i) => clock(t.entryTime[i]),
  entryPrice: (t, i) => price(t.entryPrice[i]),
  exitTime: (t, i) => clock(t.exitTime[i]),
  exitPrice: (t, i) => price(t.exitPrice[i]),
  quantity: (t, i) => decimal(t.quantity[i], t.quantity[i] >= 1000 ? 0 : 4),
  bars: (t, i) => decimal(t.bars[i], 0),
  profit: (t, i) => money(t.profit[i]),
  return: (t, i) => percent(t.return[i]),
  mae: (t, i) => percent(t.mae[i]),
  mfe: (t, i) => percent(t.mfe[i]),
  exitReason: (t, i) => t.exitReason[i].replace(/_/g, " "),
  entryReason: (t, i) => t.reasons[t.entryReason[i]],
  ...(data.trades.member && { member: (t, i) => t.member[i] }),
};

/** What a column is sorted by. */
function tradeKey(name, i) {
  const t = data.trades;
  if (name === "side") return t.short[i];
  if (name === "entryReason") return t.reasons[t.entryReason[i]];
  return t[name][i];
}

export function setUpTradeTable() {
  const table = document.getElementById("trade-table");
  if (table === null) return;
  const count = data.trades.id.length;
  const state = { rows: Array.from({ length: count }, (_, i) => i), sort: "id", down: false, page: 0 };
  const form = document.getElementById("trade-filter");
  const exportButton = document.getElementById("trade-export");
  form.hidden = false;
  exportButton.hidden = false;
  const refresh = () => {
    state.rows = filteredTrades(new FormData(form));
    sortTrades(state);
    state.page = 0;
    drawTrades(table, state);
  };
  form.addEventListener("input", refresh);
  form.addEventListener("submit", (event) => event.preventDefault());
  table.tHead.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-key]");
    if (button === null) return;
    state.down = state.sort === button.dataset.key ? !state.down : false;
    state.sort = button.dataset.key;
    refresh();
  });
  document.getElementById("trade-pages").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-page]");
    if (button === null) return;
    state.page += Number(button.dataset.page);
    drawTrades(table, state);
  });
  table.tBodies[0].addEventListener("click", (event) => {
    const button = event.target.closest("tr")?.querySelector("button[data-trade]");
    // Words that are being marked to be copied are no click.
    if (button && String(getSelection()) === "") openTrade(Number(button.dataset.trade), state.rows, button);
  });
  exportButton.addEventListener("click", () => saveTrades(state.rows));
  refresh();
}

function filteredTrades(fields) {
  const t = data.trades;
  const text = fields.get("text").trim().toLowerCase();
  const rows = [];
  for (let i = 0; i < t.id.length; i++) {
    if (fields.get("side") !== "" && tradeCells.side(t, i) !== fields.get("side")) continue;
    if (fields.get("result") === "win" && t.profit[i] <= 0) continue;
    if (fields.get("result") === "loss" && t.profit[i] >= 0) continue;
    if (fields.get("exit") !== "" && t.exitReason[i] !== fields.get("exit")) continue;
    if (text !== "" && !Object.values(tradeCells).some((cell) => cell(t, i).toLowerCase().includes(text)))
      continue;
    rows.push(i);
  }
  return rows;
}

function sortTrades(state) {
  const way = state.down ? -1 : 1;
  state.rows.sort((a, b) => {
    const one = tradeKey(state.sort, a);
    const two = tradeKey(state.sort, b);
    return (one < two ? -way : one > two ? way : 0) || a - b;
  });
}

function drawTrades(table, state) {
  const pages = Math.max(1, Math.ceil(state.rows.length / pageLength));
  state.page = Math.max(0, Math.min(pages - 1, state.page));
  const shown = state.rows.slice(state.page * pageLength, (state.page + 1) * pageLength);
  table.tBodies[0].replaceChildren(...shown.map(tradeRow));
  for (const head of table.tHead.rows[0].cells) {
    const chosen = head.firstElementChild.dataset.key === state.sort;
    head.setAttribute("aria-sort", chosen ? (state.down ? "descending" : "ascending") : "none");
  }
  const total = data.trades.id.length;
  const profit = state.rows.reduce((sum, i) => sum + data.trades.profit[i], 0);
  document.getElementById("trade-count").textContent =
    `${decimal(state.rows.length, 0)} of ${decimal(total, 0)} trades, net ${money(profit)} ${data.currency}`;
  const nav = document.getElementById("trade-pages");
  nav.hidden = pages === 1;
  nav.querySelector("span").textContent = `page ${state.page + 1} of ${pages}`;
  nav.querySelector("[data-page='-1']").disabled = state.page === 0;
  nav.querySelector("[data-page='1']").disabled = state.page === pages - 1;
}

function tradeRow(i) {
  const t = data.trades;
  const row = document.createElement("tr");
  for (const [name, text] of Object.entries(tradeCells)) {
    const cell = document.createElement(name === "id" ? "th" : "td");
    if (name === "id") {
      cell.scope = "row";
      cell.append(tradeLink(i, text(t, i)));
    } else cell.textContent = text(t, i);
    if (name === "profit" || name === "return")
      cell.className = t.profit[i] > 0 ? "gain" : t.profit[i] < 0 ? "loss" : "";
    if (name === "side" || name === "exitReason" || name === "entryReason" || name === "member")
      cell.className = "text";
    row.append(cell);
  }
  return row;
}

function tradeLink(i, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.trade = i;
  button.textContent = text;
  button.setAttribute("aria-label", `Why trade ${text}`);
  return button;
}

function saveTrades(rows) {
  const t = data.trades;
  const names = [
    "id",
    "side",
    "quantity",
    "entryTime",
    "entryBar",
    "entryPrice",
    "exitTime",
    "exitBar",
    "exitPrice",
  ];
  names.push(
    "profit",
    "fees",
    "slippage",
    "funding",
    "return",
    "bars",
    "mae",
    "mfe",
    "entryReason",
    "exitReason",
  );
  if (t.member) names.unshift("member");
  const value = (name, i) => {
    if (name === "side") return t.short[i] === 1 ? "short" : "long";
    if (name === "entryReason") return t.reasons[t.entryReason[i]];
    if (name === "entryTime" || name === "exitTime") return new Date(t[name][i] * 1000).toISOString();
    return t[name][i];
  };
  const lines = [names.join(","), ...rows.map((i) => names.map((name) => quote(value(name, i))).join(","))];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\r\n") + "\r\n"], { type: "text/csv" }));
  link.download = `${data.name}-${data.id.slice(0, 8)}-trades.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A text that a spreadsheet would take for a formula is marked as text. */
function quote(cell) {
  if (typeof cell === "number") return String(cell);
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
