import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import { suggest } from "../../lang/diagnostics/suggest.js";
import { positionAt, type Source } from "../../lang/source.js";
import type { Use } from "../../lang/tree.js";
import { moduleNotFound } from "../diagnostics/sage2005-module-not-found.js";
import { modulesInCircle } from "../diagnostics/sage2006-modules-in-circle.js";
import { moduleHasError } from "../diagnostics/sage2010-module-has-error.js";
import type { Reporter } from "../passes/pass.js";
import type { Circle } from "./module.js";
import { joinPath, relativePath, stemOf } from "./paths.js";
import { standardNames } from "./standard.js";

/** `use std.trand`, or `use trend`. */
export function reportNoStandard({ path: { span } }: Use, name: string, report: Reporter): void {
  const whole = `std.${name}`;
  const suggestion = standardNames.includes(whole) ? whole : suggest(name, standardNames);
  report(
    moduleNotFound({
      span,
      holes: { message: `there is no module \`${shown(name)}\``, suggestion, known: standardNames },
      fixes: suggestion ? [{ title: `Write \`${suggestion}\``, edits: [{ span, text: suggestion }] }] : [],
    }),
  );
}

/** A file that is not there; `near` are the paths of those that lie beside the place where it should be. */
export function reportMissingFile(
  use: Use,
  written: string,
  source: Source,
  near: readonly string[],
  report: Reporter,
): void {
  const candidates = near.map((path) => relativePath(source.path, path));
  const wanted = relativePath(source.path, joinPath(source.path, written));
  const suggestion = candidates.includes(`${wanted}.sage`) ? `${wanted}.sage` : suggest(wanted, candidates);
  const { span } = use.path;
  // The prefix is kept, so that what uses it still finds it.
  const keeps = use.alias !== undefined || suggestion === undefined || stemOf(suggestion) === stemOf(written);
  const text = `"${suggestion}"${keeps ? "" : ` as ${stemOf(written)}`}`;
  report(
    moduleNotFound({
      span,
      holes: { message: `there is no file \`${shown(written)}\``, suggestion, known: candidates.slice(0, 8) },
      fixes: suggestion ? [{ title: `Write "${suggestion}"`, edits: [{ span, text }] }] : [],
    }),
  );
}

/** What is there, or might be, but must not or cannot be used. */
export function refuse({ path: { span } }: Use, message: string, help: string, report: Reporter): void {
  report(moduleNotFound({ span, holes: { message, suggestion: undefined, known: [], help } }));
}

export function reportCircle({ path: { span } }: Use, paths: Circle, report: Reporter): void {
  const circle = paths.map((path) =>
    path.startsWith("std.") ? path : path.slice(path.lastIndexOf("/") + 1),
  );
  report(modulesInCircle({ span, holes: { circle } }));
}

/** A module with a mistake of its own, which is told where it stands when that file is checked. */
export function reportBroken({ path }: Use, first: Diagnostic, source: Source, report: Reporter): void {
  const module = path.kind === "file" ? shown(path.text) : path.segments.map(({ text }) => text).join(".");
  const { line, column } = positionAt(source, first.span.start);
  const place = `${source.path}:${line}:${column}`;
  const holes = { module, place, path: source.path, first: first.message, code: first.code };
  report(moduleHasError({ span: path.span, holes }));
}

/** The end of a path says more than its beginning. */
export const shown = (path: string): string => (path.length > 40 ? `…${path.slice(-39)}` : path);
