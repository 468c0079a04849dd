import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import { parse, type ParseResult } from "../../lang/parse.js";
import type { Source } from "../../lang/source.js";
import type { File, Identifier, Use } from "../../lang/tree.js";
import { nameTaken } from "../diagnostics/sage2002-name-taken.js";
import type { Pass, Reporter } from "../passes/pass.js";
import type { FileScope } from "../passes/scope.js";
import type { ModuleHost } from "./host.js";
import type { Circle, Imported, Imports, Module } from "./module.js";
import { joinPath, stemOf } from "./paths.js";
import { refuse, reportBroken, reportCircle, reportMissingFile, reportNoStandard, shown } from "./reports.js";
import { standardModule } from "./standard.js";

/** More modules one inside the other than anyone writes. */
const deepest = 64;

/** How the checker looks at a module on its own: what it offers and what is wrong with it, its strategies left out. */
export type Examine = (
  read: ParseResult,
  source: Source,
  imports: Pass<Imports>,
  trusted: boolean,
) => { readonly scope: FileScope; readonly errors: readonly Diagnostic[] };

/** What is known while the modules of one file are read. */
export interface Loading {
  readonly host: ModuleHost | undefined;
  readonly examine: Examine;
  /** By path. */
  readonly modules: Map<string, Module>;
  /** Paths of the files that are being read, the file that is checked first. */
  readonly stack: readonly string[];
}

/** One `use` while it is looked up. */
interface Opening {
  readonly use: Use;
  readonly source: Source;
  readonly loading: Loading;
  readonly circles: Circle[];
  readonly report: Reporter;
}

/** Reads the modules that a file names, and theirs. What cannot be used is reported at its `use`. */
export function loadImports(file: File, source: Source, loading: Loading): Pass<Imports> {
  const diagnostics: Diagnostic[] = [];
  const report: Reporter = (diagnostic) => diagnostics.push(diagnostic);
  const taken = new Map<string, Identifier>();
  const modules: Imported[] = [];
  const circles: Circle[] = [];
  for (const use of file.uses) {
    const name = prefixOf(use);
    const first = taken.get(name.text);
    if (first === undefined) {
      taken.set(name.text, name);
      const module = loadModule({ use, source, loading, circles, report });
      modules.push({ prefix: name.text, use, module });
    } else reportTaken(use, name, first, report);
  }
  return { out: { modules, circles }, diagnostics };
}

/** The word before the dot: the one after `as`, else the last of the module's name or the stem of the file. */
export function prefixOf({ path, alias }: Use): Identifier {
  if (alias !== undefined) return alias;
  if (path.kind === "file") return { text: stemOf(path.text), span: path.span };
  return path.segments.at(-1) ?? { text: "", span: { start: 0, end: 0 } };
}

function reportTaken({ alias, span }: Use, name: Identifier, first: Identifier, report: Reporter): void {
  const other = `${name.text}_2`;
  const edit = alias
    ? { span: alias.span, text: other }
    : { span: { start: span.end, end: span.end }, text: ` as ${other}` };
  report(
    nameTaken({
      span: name.span,
      holes: { name: name.text, first: undefined },
      related: [{ span: first.span, message: "the first" }],
      fixes: [{ title: `Call it \`${other}\``, edits: [edit] }],
    }),
  );
}

function loadModule(at: Opening): Module | undefined {
  const { path } = at.use;
  if (path.kind === "file") return loadFile(path.text, at);
  const name = path.segments.map(({ text }) => text).join(".");
  const found = standardModule(name);
  if (found !== undefined) return enter(found.source, found, true, at);
  reportNoStandard(at.use, name, at.report);
  return undefined;
}

function loadFile(written: string, at: Opening): Module | undefined {
  const { use, source, loading, report } = at;
  if (written.trim() === "" || /^([a-z]+:\/\/|[A-Za-z]:|\/)/.test(written) || written.includes("\\")) {
    const what =
      written.trim() === "" ? "the path is empty" : `\`${shown(written)}\` is no path from this file`;
    refuse(use, what, 'write the way from this file, with `/`: `use "./mine.sage" as mine`', report);
    return undefined;
  }
  const path = joinPath(source.path, written);
  if (loading.stack.includes(path)) return closeCircle(path, at);
  if (loading.host === undefined) {
    refuse(use, "other files cannot be read here", "only the modules of `std` can be used here", report);
    return undefined;
  }
  const found = loading.host.read(path);
  if (found.kind === "source") return enter(found.source, parsed(found.source), false, at);
  if (found.kind === "refused") refuse(use, `\`${shown(written)}\` ${found.what}`, found.help, report);
  else reportMissingFile(use, written, source, loading.host.near(path), report);
  return undefined;
}

const readFiles = new WeakMap<Source, ParseResult>();

/** A text is read once, however many files use it, as long as the host gives the same source. */
function parsed(source: Source): ParseResult {
  const known = readFiles.get(source);
  if (known !== undefined) return known;
  const read = parse(source);
  readFiles.set(source, read);
  return read;
}

function enter(source: Source, read: ParseResult, trusted: boolean, at: Opening): Module | undefined {
  const { use, loading, circles, report } = at;
  const { path } = source;
  if (loading.stack.includes(path)) return closeCircle(path, at);
  if (loading.stack.length > deepest) {
    const what = `more than ${deepest} modules use one another in a row`;
    refuse(use, what, "bring together in fewer files what belongs together", report);
    return undefined;
  }
  const module = loading.modules.get(path) ?? examined(source, read, trusted, loading);
  loading.modules.set(path, module);
  const here = loading.stack.at(-1) ?? "";
  const circle = module.circles.find((each) => each.includes(here));
  if (circle !== undefined) {
    const from = circle.indexOf(here);
    const turned = [...circle.slice(from, -1), ...circle.slice(0, from), here];
    circles.push(turned);
    reportCircle(use, turned, report);
    return undefined;
  }
  const [first] = module.errors;
  if (first === undefined) return module;
  reportBroken(use, first, source, report);
  return undefined;
}

function closeCircle(path: string, { use, loading, circles, report }: Opening): undefined {
  const circle = [...loading.stack.slice(loading.stack.indexOf(path)), path];
  circles.push(circle);
  reportCircle(use, circle, report);
}

function examined(source: Source, read: ParseResult, trusted: boolean, loading: Loading): Module {
  const imports = loadImports(read.file, source, { ...loading, stack: [...loading.stack, source.path] });
  const { scope, errors } = loading.examine(read, source, imports, trusted);
  const inner = imports.out.modules.flatMap(({ module }) => module?.circles ?? []);
  const { path } = source;
  return { path, source, file: read.file, scope, errors, circles: [...imports.out.circles, ...inner] };
}
