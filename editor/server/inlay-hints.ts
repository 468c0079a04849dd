import { InlayHintKind, type InlayHint } from "vscode-languageserver";
import { intervalOf } from "../../compiler/clock.js";
import type { Call, Span } from "../../lang/index.js";
import { grouped, showTime } from "./cards.js";
import type { Document } from "./document.js";
import type { Settings } from "./settings.js";
import { signatureOf } from "./signature.js";
import { everyPart } from "./tree-path.js";

/** What is known and not written, inside a part of a file; only what the settings ask for. */
export function inlayHints(
  document: Document,
  within: Span,
  { inlayHints: wanted }: Settings,
): readonly InlayHint[] {
  const hints: InlayHint[] = [];
  if (!wanted.knownAt && !wanted.warmUp && !wanted.parameterNames) return hints;
  everyPart(document.file, (part) => {
    if (part.span.end < within.start || part.span.start > within.end) return;
    if (part.kind === "let" || part.kind === "state") hints.push(...timeHints(document, part, wanted));
    if (part.kind === "call" && wanted.parameterNames) hints.push(...nameHints(document, part));
  });
  return hints;
}

function timeHints(
  { analysis, positions }: Document,
  part: {
    readonly name: { readonly span: Span };
    readonly value: { readonly span: Span; readonly kind: string };
  },
  wanted: Settings["inlayHints"],
): readonly InlayHint[] {
  const [known] = analysis
    .factsAt(part.value.span)
    .filter(({ expression }) => expression.kind === part.value.kind);
  if (known === undefined || known.facts.stage !== "series") return [];
  const { first, settled, knownAt } = known.facts;
  const interval = intervalOf(known.facts.clock, known.strategy.market.timeframe);
  const end = Number.isFinite(settled)
    ? `settled after ${grouped(settled)} bars (${showTime(settled, interval)})`
    : "never settled";
  return [
    ...(wanted.knownAt
      ? [hint(positions.toPosition(part.name.span.end), `at ${knownAt}`, "When the value is known.")]
      : []),
    ...(wanted.warmUp && (first > 0 || settled > 0)
      ? [
          hint(
            positions.toPosition(part.value.span.end),
            `from bar ${grouped(first)}, ${end}`,
            "How much history it needs.",
          ),
        ]
      : []),
  ];
}

const hint = (position: InlayHint["position"], label: string, tooltip: string): InlayHint => ({
  position,
  label,
  tooltip,
  paddingLeft: true,
});

/** `close` of `ema(close, 12)` needs no word; `12` is said to be the length. */
function nameHints(document: Document, call: Call): readonly InlayHint[] {
  if (call.callee.kind !== "name") return [];
  const parts = signatureOf(document, call.callee.text)?.parts ?? [];
  return call.arguments.flatMap(({ name, value, span }, index) => {
    const part = parts[index];
    const isName = value.kind === "name";
    if (name !== undefined || part === undefined || isName || value.kind === "damaged") return [];
    return [
      {
        position: document.positions.toPosition(span.start),
        label: `${part.name}:`,
        kind: InlayHintKind.Parameter,
        paddingRight: true,
      },
    ];
  });
}
