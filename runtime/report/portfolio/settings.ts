import type { PortfolioPlan } from "../../../compiler/graph/index.js";
import type { PortfolioResult } from "../../modes/portfolio.js";
import { decimal, interval, money, percent, time } from "../format.js";
import { html } from "../html.js";
import type { Markup } from "../html.js";
import { card } from "../views/card.js";
import { hash, list } from "../views/facts.js";

type Fact = readonly [name: string, value: string];

/** A list of facts under its title. */
export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

/** The account and its limits, the members' values and data, and what makes the run repeatable. */
export function portfolioFacts(portfolio: PortfolioResult, created: number | null): readonly FactGroup[] {
  const { plan, run, account, members, halts } = portfolio;
  const wallet: readonly Fact[] = [
    ["Account", plan.account === "shared" ? "one for all members" : "one for each member"],
    ["Starting capital", `${money(account.start)} ${account.currency}`],
    ["Halted by a limit", halts === 0 ? "never" : halts === 1 ? "once" : `${decimal(halts, 0)} times`],
  ];
  const values = members.map(({ label, result }): Fact => {
    const given = Object.entries(result.run.parameters).map(([name, value]) => `${name} = ${value}`);
    return [label, given.length === 0 ? result.run.strategy : `${result.run.strategy}: ${given.join(", ")}`];
  });
  const data = members.map(({ label, result }): Fact => {
    const { source, interval: length, bars, from, to } = result.data;
    return [
      label,
      `${source}, ${interval(length)}, ${decimal(bars, 0)} bars, ${time(from, true)} to ${time(to, true)}`,
    ];
  });
  const identity: readonly Fact[] = [
    ["Run", run.id],
    ["Program", run.program],
    ["Seed", String(run.seed)],
    ...(created === null ? [] : [["Written", `${time(created)} UTC`] as const]),
  ];
  return [
    { title: "Money", facts: wallet },
    { title: "Limits", facts: limitFacts(plan) },
    { title: "Members", facts: values },
    { title: "Data", facts: data },
    { title: "Identity", facts: identity },
  ];
}

export function portfolioSettings(portfolio: PortfolioResult, created: number | null): Markup {
  const groups = portfolioFacts(portfolio, created).map(({ title, facts }) =>
    list(
      title,
      facts.map(([name, value]) => [name, name === "Run" ? hash(value) : value]),
    ),
  );
  return card("settings", "Settings, data and identity", html`<div class="columns">${groups}</div>`);
}

/** The limits that a portfolio has, as its text calls them. */
export function limitFacts({ limits }: PortfolioPlan): readonly (readonly [name: string, value: string])[] {
  const part = (name: string, value: number | null) =>
    value === null ? [] : [[name, percent(value, 1)] as const];
  const facts = [
    ...(limits.positions === null ? [] : [["positions", String(limits.positions)] as const]),
    ...part("exposure", limits.exposure),
    ...part("net_exposure", limits.netExposure),
    ...part("per_market", limits.perMarket),
    ...part("per_strategy", limits.perStrategy),
    ...part("per_asset", limits.perAsset),
    ...(limits.positionsPerAsset === null
      ? []
      : [["positions_per_asset", String(limits.positionsPerAsset)] as const]),
    ...part("reserve", limits.reserve),
    ...(limits.correlation === null ? [] : [["correlation", decimal(limits.correlation, 2)] as const]),
    ...(limits.correlationBars === null
      ? []
      : [["correlation_bars", String(limits.correlationBars)] as const]),
    ...part("drawdown", limits.drawdown),
    ...part("daily_loss", limits.dailyLoss),
  ];
  const halts = limits.drawdown !== null || limits.dailyLoss !== null;
  if (halts) facts.push(["after_loss", limits.closes ? "close" : "hold"]);
  return facts.length === 0 ? [["none", ""]] : facts;
}
