import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Member, Strategy } from "../../lang/tree.js";
import type * as tree from "../../lang/tree.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
import { notYet } from "../diagnostics/sage9002-not-yet.js";
import type { Pass, Reporter } from "./pass.js";

/** A strategy's members by what they are for. Of a section that may stand once, the first one. */
export interface Outline {
  readonly declaration: Strategy;
  readonly market: tree.Section | undefined;
  readonly costs: tree.Section | undefined;
  readonly fills: tree.Section | undefined;
  readonly parameters: readonly tree.Parameter[];
  readonly requirements: readonly tree.Require[];
  /** Families among them. */
  readonly lets: readonly tree.Let[];
  /** Single ones and members of groups, in source order. */
  readonly states: readonly tree.State[];
  readonly groups: readonly tree.StateGroup[];
  readonly frames: readonly tree.Frame[];
  readonly models: readonly tree.Model[];
  readonly enters: readonly tree.Enter[];
  readonly exits: readonly tree.Exit[];
  readonly position: tree.TargetPosition | undefined;
  readonly size: tree.Size | undefined;
  readonly cooldown: tree.Cooldown | undefined;
  readonly halts: readonly tree.Halt[];
  readonly gaps: tree.Gaps | undefined;
  readonly plots: readonly tree.Plot[];
  readonly alerts: readonly tree.Alert[];
  /** Parsed, but not run yet. */
  readonly unsupported: readonly Member[];
  /** Statements that could not be read: what seems to be missing may be in there. */
  readonly damaged: readonly tree.Damaged[];
  /** The parser found nothing wrong in it. */
  readonly wasRead: boolean;
  /** All of it was read and is run: only then is anything said to be missing or unused. */
  readonly understood: boolean;
}

/** Sorts a strategy's members by kind; reports what is not run yet. `wasRead`: the parser found nothing wrong in it. */
export function outline(strategy: Strategy, wasRead = true): Pass<Outline> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const members = strategy.members;
  const sections = members.filter((member) => member.kind === "section");
  const of = <Kind extends Member["kind"]>(kind: Kind): Extract<Member, { kind: Kind }>[] =>
    members.filter((member): member is Extract<Member, { kind: Kind }> => member.kind === kind);
  const section = (heading: string) => sections.find((member) => member.heading.text === heading);
  for (const member of members) reportUnsupported(member, report);
  const groups = of("state group");
  const later = members.filter((member) => unsupported(member) !== undefined);
  const damaged = [...of("damaged"), ...groups.flatMap(({ members: inside }) => inside.filter(isDamaged))];
  const out: Outline = {
    declaration: strategy,
    market: section("market"),
    costs: section("costs"),
    fills: section("fills"),
    parameters: of("parameter"),
    requirements: of("require"),
    lets: of("let"),
    states: [...of("state"), ...groups.flatMap(statesOf)].toSorted((a, b) => a.span.start - b.span.start),
    groups,
    frames: of("frame"),
    models: of("model"),
    enters: of("enter"),
    exits: of("exit"),
    position: of("position")[0],
    size: of("size")[0],
    cooldown: of("cooldown")[0],
    halts: of("halt"),
    gaps: of("gaps")[0],
    plots: of("plot"),
    alerts: of("alert"),
    unsupported: later,
    damaged,
    wasRead,
    understood: wasRead && later.length === 0 && damaged.length === 0,
  };
  return { out, diagnostics };
}

const isDamaged = (member: tree.State | tree.Damaged): member is tree.Damaged => member.kind === "damaged";

/** The states of a group that could be read. */
export const statesOf = ({ members }: tree.StateGroup): readonly tree.State[] =>
  members.filter((member) => member.kind === "state");

const firstWord = (member: Member, word: string) => ({
  start: member.span.start,
  end: Math.min(member.span.end, member.span.start + word.length),
});

interface Unsupported {
  readonly what: string;
  readonly today: string;
  readonly word: string;
}

/** What a member would need that is not there yet, and what does the job today. */
function unsupported(member: Member): Unsupported | undefined {
  switch (member.kind) {
    case "feed":
      return { what: "`feed`, a second input,", today: "one market per strategy", word: "feed" };
    default:
      return undefined;
  }
}

function reportUnsupported(member: Member, report: Reporter): void {
  if (member.kind === "section" && member.heading.text === "risk") reportRisk(member, report);
  const missing = unsupported(member);
  if (missing === undefined) return;
  report(notYet({ span: firstWord(member, missing.word), holes: missing }));
}

/** Limits across strategies are a portfolio's; what one strategy risks is said where it trades. */
function reportRisk({ heading }: tree.Section, report: Reporter): void {
  const way =
    "in a strategy: `size … max 40% of equity`, `halt when drawdown > 15%`, `fills { leverage: 2 }`";
  const holes = { kind: "name", name: "risk", suggestion: undefined, only: "in a `portfolio`", way } as const;
  report(unknownName({ span: heading.span, holes }));
}
