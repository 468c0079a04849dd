import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Diagnostic as ProtocolDiagnostic,
} from "vscode-languageserver";
import type { Diagnostic, Severity } from "../../lang/diagnostics/diagnostic.js";
import { shownPerFile } from "../../lang/diagnostics/order.js";
import { largestText, type Analysis } from "./analysis.js";
import { whyLate } from "./lateness.js";
import type { Document } from "./document.js";
import type { Settings } from "./settings.js";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Codes of what has no effect, which an editor shows faded. */
const unnecessary: ReadonlySet<string> = new Set(["SAGE2004", "SAGE2009", "SAGE6006"]);

/** What is wrong in a file, as an editor shows it; never more than an editor's list is good for. */
export function diagnosticsOf(document: Document, settings: Settings): readonly ProtocolDiagnostic[] {
  const { analysis } = document;
  if (analysis.tooLarge) return [tooLarge(document)];
  return analysis.diagnostics
    .slice(0, 5 * shownPerFile)
    .map((diagnostic) => toProtocol(diagnostic, document, settings));
}

export function toProtocol(
  diagnostic: Diagnostic,
  { uri, positions, analysis }: Document,
  { documentation }: Settings,
): ProtocolDiagnostic {
  const { code, severity, span } = diagnostic;
  const related = [...diagnostic.related, ...wayToLateness(diagnostic, analysis)];
  const page = documentation.replaceAll("{code}", code);
  return {
    range: positions.toRange(span),
    severity: severities[severity],
    code,
    source: "sage",
    message: sentences(diagnostic).join("\n"),
    ...(page !== "" && { codeDescription: { href: page } }),
    ...(unnecessary.has(code) && { tags: [DiagnosticTag.Unnecessary] }),
    ...(related.length > 0 && {
      relatedInformation: related.map((each) => ({
        location: { uri, range: positions.toRange(each.span) },
        message: each.message,
      })),
    }),
  };
}

/** "Why is this not known yet": the names between what is refused and what makes it late, each where it is written. */
function wayToLateness(
  { code, span, related }: Diagnostic,
  { factsAt, source }: Analysis,
): Diagnostic["related"] {
  if (!/^SAGE(?:30\d\d|5001)$/.test(code) || related.length > 0) return [];
  const [known] = factsAt(span);
  if (known === undefined) return [];
  return whyLate(known.expression, known.strategy)
    .flatMap((step) =>
      step.span.start >= span.start && step.span.end <= span.end && step.because === ""
        ? []
        : [
            {
              span: step.span,
              message: step.because === "" ? `through \`${step.text}\`` : `\`${step.text}\` ${step.because}`,
            },
          ],
    )
    .filter((each) => each.span.end <= source.text.length);
}

/** The same words as in the terminal: what is wrong, why it matters, what helps. */
function sentences({ message, label, why, note, help }: Diagnostic): readonly string[] {
  return [
    label === "" ? message : `${message}: ${label}`,
    ...(why === undefined ? [] : [`why: ${why}`]),
    ...(note === undefined ? [] : [`note: ${note}`]),
    ...help.map((each) => `help: ${each}`),
  ];
}

function tooLarge({ source, positions }: Document): ProtocolDiagnostic {
  const size = `${(source.text.length / 1e6).toFixed(1)} million characters`;
  return {
    range: positions.toRange({ start: 0, end: 0 }),
    severity: DiagnosticSeverity.Information,
    source: "sage",
    message: `This file has ${size}; while typing only files of up to ${largestText / 1e6} million are checked\nhelp: \`sage check\` reads it`,
  };
}
