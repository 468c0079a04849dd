import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Source, Span } from "../../lang/source.js";
import type { Constant, Frame, FunctionDeclaration, Identifier, Let, State, Use } from "../../lang/tree.js";
import { prefixOf } from "../modules/load.js";
import { unused } from "../diagnostics/sage2004-unused.js";
import { unusedParameter } from "../diagnostics/sage6006-unused-parameter.js";
import { statesOf, type Outline } from "./outline.js";
import type { Pass } from "./pass.js";

const isMeant = (name: Identifier): boolean => name.text.startsWith("_");

const statementsOf = (member: Frame["members"][number]): readonly (Let | State)[] => {
  if (member.kind === "damaged") return [];
  return member.kind === "state group" ? statesOf(member) : [member];
};

/** Reports what a strategy declares and never reads. Silent while part of it is not understood. */
export function findUnused(outline: Outline, source: Source, used: ReadonlySet<object>): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  if (!outline.understood) return { out: undefined, diagnostics };
  // What is inside a frame that nobody reads goes with it.
  const inFrames = outline.frames.flatMap((frame): readonly (Frame | Let | State)[] =>
    used.has(frame) ? frame.members.flatMap(statementsOf) : [frame],
  );
  const { parameters, lets, states, models, feeds } = outline;
  const members = [...parameters, ...lets, ...states, ...models, ...inFrames, ...feeds];
  for (const member of members) {
    if (used.has(member) || isMeant(member.name)) continue;
    const { text: name, span } = member.name;
    // What stands inside braces of its own may be all that they hold, and a comment above would go on to the next line.
    const isAlone =
      member.documentation === "" && outline.declaration.members.some((each) => each === member);
    const fixes = isAlone
      ? [{ title: "Remove it", edits: [{ span: wholeLine(member.span, source), text: "" }] }]
      : [{ title: `Call it \`_${name}\``, edits: [{ span, text: `_${name}` }] }];
    if (member.kind === "parameter") diagnostics.push(unusedParameter({ span, holes: { name }, fixes }));
    else diagnostics.push(unused({ span, holes: { kind: member.kind, name }, fixes }));
  }
  return { out: undefined, diagnostics };
}

/** Reports functions and constants that no strategy of the file uses; a file without strategies is a library. */
export function findUnusedDeclarations(
  declarations: readonly (FunctionDeclaration | Constant)[],
  used: ReadonlySet<object>,
): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  for (const declaration of declarations) {
    if (used.has(declaration) || isMeant(declaration.name)) continue;
    const kind = declaration.kind === "function" ? "function" : "constant";
    const { text: name, span } = declaration.name;
    diagnostics.push(unused({ span, holes: { kind, name } }));
  }
  return { out: undefined, diagnostics };
}

/** Reports modules that a file uses and takes nothing from. */
export function findUnusedModules(
  uses: readonly Use[],
  source: Source,
  used: ReadonlySet<object>,
): Pass<undefined> {
  const diagnostics = uses
    .filter((use) => !used.has(use))
    .map((use) => {
      const fix = { title: "Remove it", edits: [{ span: wholeLine(use.span, source), text: "" }] };
      const holes = { kind: "module", name: prefixOf(use).text };
      return unused({ span: use.span, holes, fixes: [fix] });
    });
  return { out: undefined, diagnostics };
}

/** The statement with the line break behind it, where nothing else stands on its line. */
function wholeLine({ start, end }: Span, { text }: Source): Span {
  const before = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  const rest = /^[ \t]*\r?\n/.exec(text.slice(end));
  return before.trim() === "" && rest
    ? { start: start - before.length, end: end + rest[0].length }
    : { start, end };
}
