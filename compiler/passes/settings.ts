import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source } from "../../lang/source.js";
import type { Section, Setting } from "../../lang/tree.js";
import type { CheckedMarket } from "../checked.js";
import { sectionMissing } from "../diagnostics/sage1013-section-missing.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { settingNames } from "../sections.js";
import { typeDiffers } from "../diagnostics/sage2101-type-differs.js";
import type { Outline } from "./outline.js";
import type { Pass, Reporter } from "./pass.js";
import { textAt } from "./program.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import { oneOf, wordOf } from "./words.js";

/** The settings of a section by name; unknown ones are reported. */
export function readSettings(
  section: Pick<Section, "settings" | "heading"> | undefined,
  known: readonly string[],
  report: Reporter,
): ReadonlyMap<string, Setting> {
  const settings = new Map<string, Setting>();
  for (const setting of section?.settings ?? []) {
    const { text, span } = setting.name;
    if (known.includes(text)) {
      if (!settings.has(text)) settings.set(text, setting);
      continue;
    }
    const other = otherSettings.get(text.toLowerCase());
    const elsewhere = other?.includes(" ") === true ? other : undefined;
    const suggestion = other !== undefined && known.includes(other) ? other : suggest(text, known);
    report(
      unknownName({
        span,
        holes: {
          kind: "setting",
          name: text,
          suggestion,
          of: section?.heading.text,
          known,
          way: suggestion === undefined && elsewhere !== undefined ? `\`${elsewhere}\`` : undefined,
        },
        fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
      }),
    );
  }
  return settings;
}

/** What settings are called elsewhere; with a brace: where they stand here. */
const otherSettings: ReadonlyMap<string, string> = new Map([
  ["commission", "fee"],
  ["fees", "fee"],
  ["slip", "slippage"],
  ["interval", "timeframe"],
  ["tf", "timeframe"],
  ["pair", "symbol"],
  ["ticker", "symbol"],
  ["tick_size", "tick"],
  ["lot_size", "lot"],
  ["leverage", "fills { leverage: 3 }"],
  ["margin", "fills { leverage: 3  maintenance: 0.5% }"],
  ["maintenance_margin", "maintenance"],
  ["funding_rate", "funding"],
  ["interest", "borrow"],
  ["pyramiding", "fills { pyramiding: 3 }"],
  ["max_trades_per_day", "fills { entries_per_day: 5 }"],
]);

const hour = 3_600_000;

/** Reads `market { … }`: what is traded, and how long a bar is. */
export function readMarket(outline: Outline, source: Source): Pass<CheckedMarket> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const settings = readSettings(outline.market, settingNames("market"), report);
  const word = (name: string, example: string): string | undefined => {
    const setting = settings.get(name);
    const found = wordOf(setting)?.text;
    if (setting && found === undefined) reportSetting(setting, example, source, report);
    return found;
  };
  const number = (name: string): number | null => {
    const setting = settings.get(name);
    if (setting === undefined) return null;
    if (setting.value.kind === "number" && setting.value.value > 0) return setting.value.value;
    reportSetting(setting, "0.01", source, report);
    return null;
  };
  const out: CheckedMarket = {
    symbol: word("symbol", '"BTC/USDT"') ?? "",
    exchange: word("exchange", "binance") ?? null,
    type: oneOf(wordOf(settings.get("type")), ["spot", "perpetual", "future"] as const, "spot", report),
    timeframe: readTimeframe(outline, settings.get("timeframe"), source, report),
    tick: number("tick"),
    lot: number("lot"),
    minimumNotional: number("minimum_notional"),
  };
  return { out, diagnostics };
}

function readTimeframe(
  outline: Outline,
  setting: Setting | undefined,
  source: Source,
  report: Reporter,
): number {
  if (setting?.value.kind === "duration" && setting.value.milliseconds > 0) return setting.value.milliseconds;
  if (setting !== undefined) reportSetting(setting, "1h", source, report);
  else if (outline.wasRead) reportMissing(outline, report);
  return hour;
}

function reportMissing({ declaration, market }: Outline, report: Reporter): void {
  if (market) {
    const end = market.heading.span.end;
    const brace = market.settings[0]?.span.start ?? market.span.end - 1;
    report(
      sectionMissing({
        span: market.heading.span,
        holes: { what: "timeframe", of: "the market", example: "timeframe: 1h" },
        fixes: [
          {
            title: "Add `timeframe: 1h`",
            edits: [
              {
                span: { start: Math.max(brace, end), end: Math.max(brace, end) },
                text: "timeframe: 1h\n    ",
              },
            ],
          },
        ],
      }),
    );
    return;
  }
  const first = declaration.members[0]?.span.start ?? declaration.span.end - 1;
  report(
    sectionMissing({
      span: declaration.name.span,
      holes: {
        what: "market",
        of: `\`${declaration.name.text}\``,
        example: "market { symbol: BTCUSDT  timeframe: 1h }",
      },
      fixes: [
        {
          title: "Add a market",
          edits: [
            {
              span: { start: first, end: first },
              text: "market {\n    symbol: BTCUSDT\n    timeframe: 1h\n  }\n\n  ",
            },
          ],
        },
      ],
    }),
  );
}

function reportSetting(setting: Setting, example: string, source: Source, report: Reporter): void {
  const { value, name } = setting;
  if (value.kind === "damaged") return;
  const text = textAt(source, value.span);
  const isPair = value.kind === "binary" && value.operator === "/";
  const minutes = name.text === "timeframe" && value.kind === "number" ? `${text}m` : example;
  const wanted = isPair ? `"${text.replaceAll(" ", "")}"` : minutes;
  report(
    typeDiffers({
      span: value.span,
      holes: {
        message: `\`${name.text}\` cannot be \`${text}\``,
        label: isPair ? "needs quotes" : `something like \`${wanted}\``,
        help: [`\`${name.text}: ${wanted}\``],
      },
      fixes: isPair ? [{ title: "Put it in quotes", edits: [{ span: value.span, text: wanted }] }] : [],
    }),
  );
}
