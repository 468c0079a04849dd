import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Member, Strategy } from "../../lang/tree.js";
import type * as tree from "../../lang/tree.js";
import { unknownName } from "../diagnostics/sage2001-unknown-name.js";
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
  readonly feeds: readonly tree.Feed[];
  readonly enters: readonly tree.Enter[];
  readonly exits: readonly tree.Exit[];
  readonly position: tree.TargetPosition | undefined;
  readonly size: tree.Size | undefined;
  readonly cooldown: tree.Cooldown | undefined;
  readonly halts: readonly tree.Halt[];
  readonly gaps: tree.Gaps | undefined;
  readonly plots: readonly tree.Plot[];
  readonly alerts: readonly tree.Alert[];
  /** Statements that could not be read: what seems to be missing may be in there. */
  readonly damaged: readonly tree.Damaged[];
  /** The parser found nothing wrong in it. */
  readonly wasRead: boolean;
  /** All of it was read: only then is anything said to be missing or unused. */
  readonly understood: boolean;
}

/** Sorts a strategy's members by kind. `wasRead`: the parser found nothing wrong in it. */
export function outline(strategy: Strategy, wasRead = true): Pass<Outline> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const members = strategy.members;
  const sections = members.filter((member) => member.kind === "section");
  const of = <Kind extends Member["kind"]>(kind: Kind): Extract<Member, { kind: Kind }>[] =>
    members.filter((member): member is Extract<Member, { kind: Kind }> => member.kind === kind);
  const section = (heading: string) => sections.find((member) => member.heading.text === heading);
  for (const each of sections) if (each.heading.text === "risk") reportRisk(each, report);
  const groups = of("state group");
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
    feeds: of("feed"),
    enters: of("enter"),
    exits: of("exit"),
    position: of("position")[0],
    size: of("size")[0],
    cooldown: of("cooldown")[0],
    halts: of("halt"),
    gaps: of("gaps")[0],
    plots: of("plot"),
    alerts: of("alert"),
    damaged,
    wasRead,
    understood: wasRead && damaged.length === 0,
  };
  return { out, diagnostics };
}

const isDamaged = (member: tree.State | tree.Damaged): member is tree.Damaged => member.kind === "damaged";

/** The states of a group that could be read. */
export const statesOf = ({ members }: tree.StateGroup): readonly tree.State[] =>
  members.filter((member) => member.kind === "state");

/** Limits across strategies are a portfolio's; what one strategy risks is said where it trades. */
function reportRisk({ heading }: tree.Section, report: Reporter): void {
  const way =
    "in a strategy: `size … max 40% of equity`, `halt when drawdown > 15%`, `fills { leverage: 2 }`";
  const holes = { kind: "name", name: "risk", suggestion: undefined, only: "in a `portfolio`", way } as const;
  report(unknownName({ span: heading.span, holes }));
}
