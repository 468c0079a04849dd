import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import { positionAt, type Source, type Span } from "../../lang/source.js";
import type { Constant, File, FunctionDeclaration, Identifier } from "../../lang/tree.js";
import { nameExpected } from "../../lang/diagnostics/codes/sage1018-name-expected.js";
import type { Catalogue } from "../catalogue.js";
import type { Imported } from "../modules/module.js";
import { nameTaken } from "../diagnostics/sage2002-name-taken.js";
import type { Pass, Reporter } from "./pass.js";
import { find, languageScope, unitFunctions, type FileScope } from "./scope.js";

/** Collects what the declarations of a file offer: functions, constants; reports names that stand for two things. */
export function readFileScope(
  file: File,
  source: Source,
  catalogue: Catalogue,
  read: readonly Diagnostic[] = [],
  imported: readonly Imported[] = [],
): Pass<FileScope> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const functions = new Map<string, FunctionDeclaration>();
  const constants = new Map<string, Constant>();
  const strategies = new Map<string, Identifier>();
  const language = languageScope();
  for (const declaration of file.declarations) {
    if (declaration.kind === "function") {
      const { text } = declaration.name;
      const known = catalogue.find(text)?.surface === "call" || unitFunctions.some((each) => each === text);
      const builtIn = known ? "a function of the language" : undefined;
      if (!taken(declaration.name, functions.get(text)?.name, builtIn, report))
        functions.set(text, declaration);
    } else if (declaration.kind === "constant") {
      const { text } = declaration.name;
      const builtIn = find(language, text) ? "a name of the language" : undefined;
      if (!taken(declaration.name, constants.get(text)?.name, builtIn, report))
        constants.set(text, declaration);
    } else if (declaration.kind === "strategy") {
      const { text } = declaration.name;
      if (!taken(declaration.name, strategies.get(text), undefined, report))
        strategies.set(text, declaration.name);
    }
  }
  const modules = new Map(imported.map((each) => [each.prefix, each]));
  const nameless = read.filter((each) => each.code === nameExpected.definition.code).length;
  const mistakes = read.filter((each) => each.severity === "error");
  const lineAt = (offset: number) => positionAt(source, offset).line;
  const isBroken = ({ start, end }: Span): boolean =>
    mistakes.some(({ span }) => start <= span.start && lineAt(span.start) <= lineAt(end));
  const unknown = unknownNames(file, source);
  const useAt = file.uses.at(-1)?.span.end ?? file.edition?.span.end ?? 0;
  return { out: { functions, constants, modules, useAt, unknown, nameless, isBroken }, diagnostics };
}

function taken(
  name: Identifier,
  first: Identifier | undefined,
  builtIn: string | undefined,
  report: Reporter,
): boolean {
  if (first === undefined && builtIn === undefined) return false;
  const edits = [{ span: name.span, text: `${name.text}_2` }];
  report(
    nameTaken({
      span: name.span,
      holes: { name: name.text, first: first ? undefined : builtIn },
      related: first ? [{ span: first.span, message: "the first" }] : [],
      fixes: builtIn && !first ? [{ title: `Call it \`${name.text}_2\``, edits }] : [],
    }),
  );
  return true;
}

/** Every word of a statement that could not be read: it may have declared one. */
function unknownNames(file: File, source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  const damaged = (item: { readonly kind: string; readonly span: { start: number; end: number } }): void => {
    if (item.kind !== "damaged") return;
    const text = source.text.slice(item.span.start, item.span.end);
    for (const [word] of text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) names.add(word);
  };
  for (const declaration of file.declarations) {
    damaged(declaration);
    if (declaration.kind === "function") declaration.steps.forEach(damaged);
    if (declaration.kind === "strategy") declaration.members.forEach(damaged);
  }
  return names;
}
