import type { Range, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import type { Declared, Reference } from "../../compiler/index.js";
import { createSource, isReservedName, type File, type Source } from "../../lang/index.js";
import { analyse } from "./analysis.js";
import type { Document } from "./document.js";
import { applyEdits, type Edit } from "../../lang/printer/line-edits.js";
import { occurrencesOf, referenceAt, type OccurrencesInFile } from "./occurrences.js";
import { createPositions } from "./positions.js";
import type { Workspace } from "./workspace.js";

/** A sentence that says why a name cannot be changed, or not to that. */
export class RenameRefused extends Error {}

/** What would be renamed at a place. Throws `RenameRefused` for what belongs to the language or its library. */
export function prepareRename(document: Document, offset: number): { range: Range; placeholder: string } {
  const { span, declared } = renamable(document, offset);
  return { range: document.positions.toRange(span), placeholder: declared.name };
}

function renamable(document: Document, offset: number): Reference {
  const reference = referenceAt(document, offset);
  if (reference === undefined) throw new RenameRefused("there is no name here that can be changed");
  const { declared } = reference;
  if (declared.path === "") throw new RenameRefused(`\`${declared.name}\` belongs to the language`);
  if (declared.path.startsWith("std.")) {
    throw new RenameRefused(`\`${declared.name}\` belongs to the library ${declared.path}`);
  }
  if (declared.kind === "feed column") {
    throw new RenameRefused(`\`${declared.name}\` is a column of the file that the feed reads`);
  }
  return reference;
}

/** Changes a name wherever it occurs, in other files too. Refuses what would mean something else afterwards. */
export function rename(
  workspace: Workspace,
  document: Document,
  offset: number,
  name: string,
): WorkspaceEdit {
  const { declared } = renamable(document, offset);
  checkName(name);
  const changes: Record<string, TextEdit[]> = {};
  const texts = new Map<string, Source>();
  for (const found of occurrencesOf(workspace, document, declared)) {
    const edits = editsIn(found, declared, name, document.file);
    const positions = createPositions(found.source, workspace.encoding);
    changes[found.uri] = edits.map(({ span, text }) => ({ range: positions.toRange(span), newText: text }));
    const { path, text } = found.source;
    texts.set(path, createSource(path, applyEdits(text, edits)));
  }
  if (name !== declared.name) checkMeaning(workspace, declared, name, texts);
  return { changes };
}

function checkName(name: string): void {
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    throw new RenameRefused(`\`${name}\` is no name: letters, digits and _ only, not beginning with a digit`);
  }
  if (isReservedName(name)) throw new RenameRefused(`\`${name}\` is a word of the language`);
}

function editsIn(
  { source, references }: OccurrencesInFile,
  { module, span: declaredAt }: Declared,
  name: string,
  file: File,
): readonly Edit[] {
  return references
    .map(({ span, isDeclaration }): Edit => {
      // A prefix without `as` is the end of its module's path, which stays as it is.
      const use = file.uses.find((each) => each.span.start <= span.start && span.end <= each.span.end);
      const added =
        module !== undefined && isDeclaration && declaredAt !== undefined && use?.alias === undefined;
      return added && use !== undefined
        ? { span: { start: use.span.end, end: use.span.end }, text: ` as ${name}` }
        : { span, text: name };
    })
    .filter(({ span }, index, all) => all.findIndex((each) => each.span.start === span.start) === index)
    .toSorted((a, b) => a.span.start - b.span.start)
    .map((edit) => ({
      ...edit,
      text: source.text.slice(edit.span.start, edit.span.end) === name ? name : edit.text,
    }));
}

/** Reads the changed files: they must have the same mistakes as before, and as many occurrences of the name. */
function checkMeaning(
  workspace: Workspace,
  declared: Declared,
  name: string,
  texts: ReadonlyMap<string, Source>,
): void {
  for (const [path, source] of texts) {
    const old = workspace.read(path);
    if (old === undefined) continue;
    const modules = workspace.modulesOf(path);
    const before = analyse(old, modules);
    const after = analyse(source, {
      ...modules,
      read: (other) => {
        const changed = texts.get(other);
        return changed === undefined ? modules.read(other) : { kind: "source", source: changed };
      },
    });
    const wrong = after.diagnostics.find(
      ({ severity, code }) => severity === "error" && countOf(after, code) > countOf(before, code),
    );
    if (wrong !== undefined) throw new RenameRefused(`not to \`${name}\`: ${wrong.message}`);
    const count = (references: readonly Reference[], wanted: string) =>
      references.filter((each) => each.declared.name === wanted && each.declared.kind === declared.kind)
        .length;
    const expected = count(before.references, declared.name) + count(before.references, name);
    if (count(after.references, name) + count(after.references, declared.name) !== expected) {
      throw new RenameRefused(`not to \`${name}\`: something else is called that here`);
    }
  }
}

const countOf = (
  { diagnostics }: { readonly diagnostics: readonly { readonly code: string }[] },
  code: string,
) => diagnostics.filter((each) => each.code === code).length;
