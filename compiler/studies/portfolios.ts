import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source, Span } from "../../lang/source.js";
import type { Expression, File, Portfolio, Setting } from "../../lang/tree.js";
import type { CheckedStrategy } from "../checked.js";
import { sectionMissing } from "../diagnostics/sage1013-section-missing.js";
import { nameTaken } from "../diagnostics/sage2002-name-taken.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import { tooMuchMoney } from "../diagnostics/sage6015-too-much-money.js";
import { valueOutside } from "../diagnostics/sage6016-value-outside.js";
import { idleLimit } from "../diagnostics/sage6017-idle-limit.js";
import { valuesFail } from "../diagnostics/sage7007-values-fail.js";
import type { PortfolioLimits, PortfolioMember, PortfolioPlan } from "../graph/portfolio.js";
import { formatNumber, formatValue } from "../passes/format.js";
import type { Pass, Reporter } from "../passes/pass.js";
import { settingNames } from "../sections.js";
import { readSettings } from "../passes/settings.js";
import { wordOf } from "../passes/words.js";
import type { CheckAgain, CheckedPortfolio } from "./checked.js";
import { readGiven, strategyNamed, type GivenValue } from "./given.js";
import { settingValues, type SettingValues } from "./setting-values.js";

interface Reading {
  readonly source: Source;
  readonly strategies: readonly CheckedStrategy[];
  readonly again: CheckAgain;
  readonly report: Reporter;
}

/** Checks every `portfolio` of a file: its members, their money and values, and the limits across them. */
export function checkPortfolios(
  file: File,
  source: Source,
  strategies: readonly CheckedStrategy[],
  again: CheckAgain,
): Pass<readonly CheckedPortfolio[]> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const seen = new Map<string, Span>();
  const out = file.declarations.flatMap((each) => {
    if (each.kind !== "portfolio") return [];
    refuseTwice(each.name, seen, report);
    const before = diagnostics.length;
    const plan = readPortfolio(each, { source, strategies, again, report });
    const failed = diagnostics.slice(before).some(({ severity }) => severity === "error");
    const members = plan.members.flatMap(({ label, strategy }) => {
      const checked = strategies.find(({ name }) => name === strategy);
      return checked === undefined ? [] : [{ label, strategy: checked }];
    });
    const sound = !failed && members.every(({ strategy }) => strategy.sound);
    return [{ name: each.name.text, declaration: each, plan: sound ? plan : undefined, members }];
  });
  return { out, diagnostics };
}

function refuseTwice(
  name: { readonly text: string; readonly span: Span },
  seen: Map<string, Span>,
  report: Reporter,
): void {
  const first = seen.get(name.text);
  if (first !== undefined) {
    const related = [{ span: first, message: "the first" }];
    report(nameTaken({ span: name.span, holes: { name: name.text, first: undefined }, related }));
  }
  seen.set(name.text, name.span);
}

function readPortfolio(declaration: Portfolio, reading: Reading): PortfolioPlan {
  const { source, report } = reading;
  const isMember = ({ name, value }: Setting) => value.kind === "block" && name.text !== "limits";
  const heading = { text: "portfolio", span: declaration.name.span };
  const own = readSettings(
    { heading, settings: declaration.settings.filter((each) => !isMember(each)) },
    settingNames("portfolio"),
    report,
  );
  const values = settingValues(own, source, 3_600_000, report);
  const bankroll = values.amount("bankroll") ?? null;
  const written = declaration.settings.filter(isMember);
  if (written.length === 0) reportEmpty(declaration, report);
  const account = values.word("account", ["separate", "shared"] as const, "separate");
  const members = readMembers(written, account === "shared" ? "shared" : bankroll, reading);
  return {
    schema: "sage.portfolio/1",
    name: declaration.name.text,
    documentation: declaration.documentation,
    bankroll:
      bankroll ??
      (members.every(({ money }) => money !== undefined) && members.length > 0 ? sumOf(members) : null),
    currency: wordOf(own.get("currency"))?.text ?? null,
    account,
    members: sharesOf(members, account === "shared" ? "shared" : bankroll),
    limits: readLimits(own.get("limits"), source, report),
  };
}

function reportEmpty({ name }: Portfolio, report: Reporter): void {
  report(
    sectionMissing({
      span: name.span,
      holes: {
        what: "strategies",
        of: `\`${name.text}\``,
        example: "my_strategy { share: 50% }",
        why: "a portfolio without members trades nothing",
      },
    }),
  );
}

/** A member before the money is divided: a share, an amount, or neither. */
interface Member extends Omit<PortfolioMember, "share"> {
  readonly share: number | undefined;
  readonly money: number | undefined;
  readonly moneySpan: Span | undefined;
  readonly span: Span;
}

const sumOf = (members: readonly Member[]): number => members.reduce((sum, { money = 0 }) => sum + money, 0);

function readMembers(
  written: readonly Setting[],
  bankroll: number | null | "shared",
  reading: Reading,
): readonly Member[] {
  const seen = new Map<string, Span>();
  const members = written.flatMap((each) => {
    refuseTwice(each.name, seen, reading.report);
    return readMember(each, reading) ?? [];
  });
  if (bankroll === "shared") for (const member of members) refuseOwnMoney(member, reading.report);
  else reportMoney(members, bankroll, reading.report);
  return members;
}

/** On one account nobody has money of its own. */
function refuseOwnMoney({ label, money, moneySpan }: Member, report: Reporter): void {
  if (money === undefined || moneySpan === undefined) return;
  const holes = {
    message: `\`${label}\` has a bankroll, and the account is shared`,
    label: "all members trade the same money",
    help: ["`share: 40%`: the part of the equity from which it counts its sizes", "`account: separate`"],
  };
  report(typeDiffers({ span: moneySpan, holes }));
}

function readMember({ name, value }: Setting, reading: Reading): Member | undefined {
  const { source, strategies, report } = reading;
  if (value.kind !== "block") return undefined;
  const settings = readSettings({ heading: name, settings: value.settings }, settingNames("member"), report);
  const values = settingValues(settings, source, 3_600_000, report);
  const named = wordOf(settings.get("of")) ?? name;
  const strategy = strategyNamed(named, strategies, report);
  const [share, money] = [values.share("share"), values.amount("bankroll")];
  const both = settings.get("bankroll");
  if (share !== undefined && both !== undefined) {
    const holes = { message: `\`${name.text}\` has a share and a bankroll`, label: "one of them is enough" };
    report(typeDiffers({ span: both.name.span, holes }));
  }
  if (strategy === undefined) return undefined;
  const given = strategy.sound
    ? readWith(settings.get("with"), strategy, name, reading)
    : new Map<string, number>();
  return {
    label: name.text,
    strategy: strategy.name,
    share,
    money,
    moneySpan: both?.span,
    values: Object.fromEntries(given),
    symbol: wordOf(settings.get("symbol"))?.text ?? strategy.market.symbol,
    exchange: wordOf(settings.get("exchange"))?.text ?? strategy.market.exchange,
    timeframe: strategy.market.timeframe,
    span: name.span,
  };
}

/** The values of `with { … }`; they lie in the parameters' ranges, and the strategy can run with them. */
function readWith(
  setting: Setting | undefined,
  strategy: CheckedStrategy,
  label: { readonly text: string },
  { report, again }: Reading,
): ReadonlyMap<string, number> {
  if (setting === undefined) return new Map();
  if (setting.value.kind !== "block") {
    const holes = {
      message: "`with` has values in braces",
      label: "not in braces",
      help: ["`with { fast: 10 bars }`"],
    };
    if (setting.value.kind !== "damaged") report(typeDiffers({ span: setting.span, holes }));
    return new Map();
  }
  const written = setting.value.settings.flatMap(({ name, value, span }): readonly GivenValue[] =>
    isExpression(value) ? [{ name, value, span }] : [],
  );
  const values = readGiven(written, strategy, `\`${label.text}\``, report);
  let isInside = true;
  for (const { name, value } of written) {
    const parameter = strategy.parameters.find((each) => each.name === name.text);
    const number = values.get(name.text);
    if (parameter === undefined || number === undefined) continue;
    if (number >= parameter.low && number <= parameter.high) continue;
    isInside = false;
    const show = (each: number) => formatValue(each, parameter.kind);
    const near = show(number < parameter.low ? parameter.low : parameter.high);
    report(
      valueOutside({
        span: value.span,
        holes: {
          name: name.text,
          value: show(number),
          low: show(parameter.low),
          high: show(parameter.high),
          near,
        },
        related: [
          { span: parameter.declaration.range?.span ?? parameter.declaration.span, message: "the range" },
        ],
        fixes: [{ title: `Write ${near}`, edits: [{ span: value.span, text: near }] }],
      }),
    );
  }
  if (isInside) checkTogether(strategy, values, setting.span, again, report);
  return values;
}

function checkTogether(
  strategy: CheckedStrategy,
  values: ReadonlyMap<string, number>,
  span: Span,
  again: CheckAgain,
  report: Reporter,
): void {
  const all = new Map(strategy.parameters.map((each) => [each.name, values.get(each.name) ?? each.value]));
  const [error] = again(strategy, all).errors;
  if (error === undefined) return;
  const broken = strategy.requirements.find(({ condition }) => condition.span.start === error.span.start);
  report(
    valuesFail({
      span,
      holes: {
        strategy: strategy.name,
        found: error.message,
        ...(broken !== undefined && { requirement: broken.text }),
      },
      related: [{ span: error.span, message: "here" }],
    }),
  );
}

const isExpression = (value: Setting["value"]): value is Expression =>
  value.kind !== "block" && value.kind !== "range" && value.kind !== "list" && value.kind !== "rate";

/** More given to the members than there is, or nothing left for those that say nothing. */
function reportMoney(members: readonly Member[], bankroll: number | null, report: Reporter): void {
  const last = members.findLast(({ share, money }) => share !== undefined || money !== undefined);
  if (last === undefined) return;
  if (
    bankroll === null &&
    members.some(({ money }) => money !== undefined) &&
    members.some(({ money }) => money === undefined)
  ) {
    report(
      sectionMissing({
        span: last.span,
        holes: {
          what: "bankroll",
          of: "the portfolio",
          example: "bankroll: 10_000",
          why: "a share of an unknown sum cannot be set beside an amount",
        },
      }),
    );
    return;
  }
  const given = members.reduce((sum, each) => sum + (shareOf(each, bankroll) ?? 0), 0);
  const rest = members.filter((each) => each.share === undefined && each.money === undefined);
  const isOver =
    given > 1 + 1e-9 && !(bankroll === null && members.every(({ money }) => money !== undefined));
  if (!isOver && !(rest.length > 0 && given > 1 - 1e-9)) return;
  const [hungry] = rest;
  const span = isOver || hungry === undefined ? last.span : hungry.span;
  const percent = `${formatNumber(given * 100)} %`;
  report(tooMuchMoney({ span, holes: { given: percent, hungry: isOver ? undefined : hungry?.label } }));
}

const shareOf = ({ share, money }: Member, bankroll: number | null): number | undefined =>
  share ?? (money !== undefined && bankroll !== null ? money / bankroll : undefined);

/** Each member's fraction; those that name none divide what is left, or count from all of a shared account. */
function sharesOf(members: readonly Member[], money: number | null | "shared"): readonly PortfolioMember[] {
  const bankroll = money === "shared" ? null : money;
  const total = bankroll ?? sumOf(members);
  const written = members.map((each) => shareOf(each, total > 0 ? total : null));
  const silent = written.filter((each) => each === undefined).length;
  const left = 1 - written.reduce((sum: number, each) => sum + (each ?? 0), 0);
  return members.map(({ label, strategy, values, symbol, exchange, timeframe }, index) => ({
    label,
    strategy,
    share: written[index] ?? (money === "shared" ? 1 : left / silent),
    values,
    symbol,
    exchange,
    timeframe,
  }));
}

const noLimits: PortfolioLimits = {
  positions: null,
  exposure: null,
  netExposure: null,
  perMarket: null,
  perStrategy: null,
  perAsset: null,
  positionsPerAsset: null,
  reserve: null,
  correlation: null,
  correlationBars: null,
  drawdown: null,
  dailyLoss: null,
  closes: false,
};

function readLimits(setting: Setting | undefined, source: Source, report: Reporter): PortfolioLimits {
  if (setting === undefined) return noLimits;
  if (setting.value.kind !== "block") {
    const holes = {
      message: "`limits` has settings of its own",
      label: "settings in braces",
      help: ["`limits { positions: 3 }`"],
    };
    if (setting.value.kind !== "damaged") report(typeDiffers({ span: setting.span, holes }));
    return noLimits;
  }
  const settings = readSettings(
    { heading: setting.name, settings: setting.value.settings },
    settingNames("limits"),
    report,
  );
  const values = settingValues(settings, source, 3_600_000, report);
  const share = (name: string) => values.share(name) ?? null;
  const limits: PortfolioLimits = {
    positions: values.count("positions", 1) ?? null,
    exposure: share("exposure"),
    netExposure: share("net_exposure"),
    perMarket: share("per_market"),
    perStrategy: share("per_strategy"),
    perAsset: share("per_asset"),
    positionsPerAsset: values.count("positions_per_asset", 1) ?? null,
    reserve: share("reserve"),
    correlation: values.amount("correlation") ?? null,
    correlationBars: values.count("correlation_bars", 2) ?? null,
    drawdown: share("drawdown"),
    dailyLoss: share("daily_loss"),
    closes: values.word("after_loss", ["hold", "close"] as const, "hold") === "close",
  };
  reportIdle(limits, values, report);
  reportSenseless(limits, values, report);
  return limits;
}

/** Limits that let nothing be traded, or that are never reached. */
function reportSenseless(limits: PortfolioLimits, values: SettingValues, report: Reporter): void {
  const refuse = (name: string, message: string, label: string, help: string): void => {
    const setting = values.setting(name);
    if (setting !== undefined)
      report(typeDiffers({ span: setting.value.span, holes: { message, label, help: [help] } }));
  };
  if (limits.reserve !== null && limits.reserve >= 1)
    refuse(
      "reserve",
      "`reserve` leaves nothing to trade with",
      "the whole equity",
      "a part of it: `reserve: 5%`",
    );
  if (limits.correlation !== null && limits.correlation >= 1)
    refuse(
      "correlation",
      "no two markets correlate more than 1",
      "never reached",
      "less: `correlation: 0.8`",
    );
}

/** Limits that another one never lets be reached. */
function reportIdle(limits: PortfolioLimits, values: SettingValues, report: Reporter): void {
  const pairs = [
    ["net_exposure", limits.netExposure, "exposure", limits.exposure],
    ["per_market", limits.perMarket, "exposure", limits.exposure],
    ["per_strategy", limits.perStrategy, "exposure", limits.exposure],
    ["per_asset", limits.perAsset, "exposure", limits.exposure],
    ["positions_per_asset", limits.positionsPerAsset, "positions", limits.positions],
    ["daily_loss", limits.dailyLoss, "drawdown", limits.drawdown],
  ] as const;
  for (const [name, value, other, bound] of pairs) {
    const setting = values.setting(name);
    if (setting !== undefined && value !== null && bound !== null && value > bound)
      report(idleLimit({ span: setting.value.span, holes: { name, other } }));
  }
}
