import { clock, data, decimal, money, percent, price } from "./data.js";
import { clearTrade, showBarAt, showTrade } from "./price-chart.js";

/** The decision behind a trade or a refused signal: what was asked, what the values were, where orders were placed. */
const decisions = data.decisions ?? { shapes: [], answers: [], trades: [], signals: [] };
const ofTrade = new Map(decisions.trades.map((decision) => [decision.id, decision]));
const keyOf = ({ id, member = "" }) => `${id} ${member}`;
const ofSignal = new Map(decisions.signals.map((decision) => [keyOf(decision), decision]));

/** What "previous" and "next" go through; set by whoever opens the panel. */
let steps = { list: [], at: -1, open: () => {} };

/** @param rows trades in the order in which they are stepped through, by their place in the data */
export function openTrade(i, rows = data.trades.id.map((_, k) => k), from = null) {
  steps = { list: rows, at: rows.indexOf(i), open: (k) => openTrade(k, rows) };
  const t = data.trades;
  const side = t.short[i] === 1 ? "short" : "long";
  const result = `${money(t.profit[i])} ${data.currency} (${percent(t.return[i])})`;
  const whose = t.member ? ` of ${t.member[i]}` : "";
  const title = `Trade ${t.id[i]}${whose}: ${side}, ${result}`;
  const decision = ofTrade.get(t.id[i]);
  const parts = [];
  if (decision === undefined) parts.push(...elsewhere(`trade ${t.id[i]}`, t.reasons[t.entryReason[i]]));
  else {
    parts.push(heading(`Signal at the close of the bar of ${clock(decision.signalTime / 1000)}`));
    if (decision.entry !== null) parts.push(tree(decision.entry));
  }
  const quantity = decimal(t.quantity[i], t.quantity[i] >= 1000 ? 0 : 6);
  parts.push(heading(`Filled ${clock(t.entryTime[i])}: ${quantity} at ${price(t.entryPrice[i])}`));
  if (decision?.limited !== undefined) parts.push(note(`The order: ${decision.limited}.`));
  if (decision !== undefined) parts.push(...levels(decision.levels));
  const reason = t.exitReason[i].replace(/_/g, " ");
  parts.push(
    heading(`Left ${clock(t.exitTime[i])} at ${price(t.exitPrice[i])}, after ${t.bars[i]} bars: ${reason}`),
  );
  if (decision !== undefined && decision.exit !== null) parts.push(tree(decision.exit));
  parts.push(
    note(
      `Fees ${money(t.fees[i])}, slippage ${money(t.slippage[i])}, funding ${money(t.funding[i])} ${data.currency}. ` +
        `It ran ${percent(t.mae[i])} against and ${percent(t.mfe[i])} for us.`,
    ),
  );
  show(title, parts, from);
  if (showTrade !== null) showTrade(i);
}

function openSignal(key, from = null) {
  const list = [...ofSignal.keys()];
  steps = { list, at: list.indexOf(key), open: openSignal };
  const decision = ofSignal.get(key);
  if (decision === undefined) return;
  const whose = decision.member === undefined ? "" : ` of ${decision.member}`;
  const parts = [heading(`At the close of the bar of ${clock(decision.time / 1000)} (bar ${decision.bar})`)];
  if (decision.rule !== null) parts.push(tree(decision.rule));
  parts.push(note(`What became of it: ${decision.reason}.`), ...levels(decision.levels));
  show(`Signal ${decision.id}${whose}: ${decision.what}, ${decision.reason}`, parts, from);
  clearTrade?.();
  showBarAt?.(decision.time / 1000);
}

function elsewhere(what, rule) {
  const line = document.createElement("p");
  line.className = "note";
  const command = document.createElement("code");
  command.textContent = `sage why ${what} --run ${data.id}`;
  const how =
    decisions.trades.length === 0
      ? "This page carries no decisions; the command line has this one: "
      : "This page carries the decisions of the first, last, best and worst trades; the command line has this one: ";
  line.append(how, command);
  return rule === "" ? [line] : [heading(`Entry rule: ${rule}`), line];
}

function heading(text) {
  const line = document.createElement("h3");
  line.textContent = text;
  return line;
}

function note(text) {
  const line = document.createElement("p");
  line.className = "note";
  line.textContent = text;
  return line;
}

function levels(list) {
  return list.flatMap(({ name, placed, values }) => [
    ...(placed === null ? [] : [note(`${name}: ${price(placed)}`)]),
    ...(values === null ? [] : [tree(values)]),
  ]);
}

/** Values of a shape as nested lists: each expression with the ones it is made of below it. */
function tree([shape, ...values]) {
  const { label, nodes } = decisions.shapes[shape];
  const root = document.createElement("ul");
  root.className = "tree";
  const lists = [root];
  let at = 0;
  for (const node of nodes) {
    const value = values[at++];
    const before = node.before === null ? undefined : values[at++];
    const item = document.createElement("li");
    item.append(expression(node, node.depth === 0 ? label : null), valueOf(node, value));
    if (before !== undefined) item.append(earlier(node, before));
    const answer = node.answer ? values[at++] : null;
    if (answer !== null) item.append(pushed(decisions.answers[answer]));
    lists.length = node.depth + 1;
    lists[node.depth].append(item);
    const below = document.createElement("ul");
    lists.push(below);
    item.append(below);
  }
  for (const empty of root.querySelectorAll("ul:empty")) empty.remove();
  return root;
}

function expression({ name, text }, label) {
  const words = document.createElement("span");
  if (label !== null) {
    const rule = document.createElement("span");
    rule.className = "rule";
    rule.textContent = `${label} `;
    words.append(rule);
  }
  const code = document.createElement("code");
  code.textContent = name === null ? text : `${name} = ${text}`;
  words.append(code);
  return words;
}

function said(truth, value) {
  if (!truth) return value === null ? "na" : decimalOf(value);
  return value === null ? "not known yet" : value === 1 ? "yes" : "no";
}

function decimalOf(value) {
  const size = Math.abs(value);
  const text = size >= 1e6 || size === 0 ? decimal(value, 2) : String(Number(value.toPrecision(7)));
  return text.replace("-", "−");
}

function valueOf({ truth }, value) {
  const words = document.createElement("b");
  words.textContent = ` ${said(truth, value)}`;
  words.className = truth ? (value === 1 ? "yes" : value === null ? "unknown" : "no") : "number";
  return words;
}

/** How far each feature pushed an answer, down to their sum; or why that is not told. */
function pushed({ rows, why }) {
  if (rows === undefined) return note(`${why}.`);
  const table = document.createElement("table");
  table.className = "answer";
  for (const [adds, what] of rows) {
    const row = table.insertRow();
    row.insertCell().textContent = adds.replace("-", "−");
    row.insertCell().textContent = what;
  }
  return table;
}

function earlier(node, value) {
  const words = document.createElement("small");
  words.textContent = ` ${node.before} ${said(node.truth, value)}`;
  return words;
}

/** @param from what opened the panel by keyboard or click: it gets the focus back */
let opener = null;
function show(title, parts, from) {
  const panel = document.getElementById("decision");
  if (panel === null) return;
  if (from !== null) opener = from;
  document.getElementById("decision-title").textContent = title;
  document.getElementById("decision-body").replaceChildren(...parts);
  panel.hidden = false;
  for (const button of panel.querySelectorAll("[data-step]")) {
    const next = steps.at + Number(button.dataset.step);
    button.disabled = next < 0 || next >= steps.list.length;
  }
  const price = document.getElementById("price");
  (price ?? panel).scrollIntoView({ block: "start" });
  if (from !== null) panel.focus({ preventScroll: true });
}

function close() {
  document.getElementById("decision").hidden = true;
  clearTrade?.();
  opener?.focus();
  opener = null;
}

export function setUpDecisions() {
  const panel = document.getElementById("decision");
  if (panel === null) return;
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button === null) return;
    if (button.dataset.close !== undefined) close();
    else if (button.dataset.step !== undefined) {
      steps.open(steps.list[steps.at + Number(button.dataset.step)]);
      if (button.disabled) panel.focus({ preventScroll: true });
    }
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  document.getElementById("refusals")?.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-signal]");
    if (button !== null)
      openSignal(keyOf({ id: button.dataset.signal, member: button.dataset.member }), button);
  });
}
