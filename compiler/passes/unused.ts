import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { Constant, FunctionDeclaration, Identifier } from "../../lang/tree.js";
import { unused } from "../diagnostics/sage2004-unused.js";
import { unusedParameter } from "../diagnostics/sage6006-unused-parameter.js";
import type { Outline } from "./outline.js";
import type { Pass } from "./pass.js";

const isMeant = (name: Identifier): boolean => name.text.startsWith("_");

/** Reports what a strategy declares and never reads. Silent while part of it is not understood. */
export function findUnused(outline: Outline, used: ReadonlySet<object>): Pass<undefined> {
  const diagnostics: Diagnostic[] = [];
  if (!outline.understood) return { out: undefined, diagnostics };
  const members = [...outline.parameters, ...outline.lets, ...outline.states];
  for (const member of members) {
    if (used.has(member) || isMeant(member.name)) continue;
    const { text: name, span } = member.name;
    if (member.kind === "parameter") diagnostics.push(unusedParameter({ span, holes: { name } }));
    else diagnostics.push(unused({ span, holes: { kind: member.kind, name } }));
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
