import { serveProcess } from "../editor/server/stdio.js";
import type { RunTests } from "../editor/server/host.js";
import { join } from "node:path";
import { standardNames } from "../compiler/modules/standard.js";
import { packageRoot } from "../runtime/package-root.js";
import { createSource } from "../lang/source.js";
import { createFileHost } from "./module-host.js";

const runTests: RunTests = async ({ path, text, modules, title }) => {
  const { check, compileTests } = await import("../compiler/index.js");
  const { runTest } = await import("../runtime/modes/tests.js");
  const source = createSource(path, text);
  const { tests, broken } = compileTests(source, check(source, { modules }));
  const wanted = (each: { readonly title: string }) => title === undefined || each.title === title;
  return [
    ...tests.filter(wanted).map((test) => {
      const { passed, expectations } = runTest(test);
      const missed = expectations.filter((each) => !each.passed);
      const message = missed
        .map(({ expectation, happened }) => `expected ${expectation.text}; happened: ${happened}`)
        .join("\n");
      return { title: test.title, passed, message };
    }),
    ...broken.filter(wanted).map((each) => ({
      title: each.title,
      passed: false,
      message: "could not be run: the file has errors",
    })),
  ];
};

const libraryFile = (module: string): string | undefined =>
  standardNames.includes(module)
    ? join(packageRoot, "stdlib", `${module.slice("std.".length)}.sage`)
    : undefined;

/** A language server with this program's files and engine. An editor's extension bundles this file. */
export function startLanguageServer(version: string): void {
  serveProcess({ files: createFileHost, runTests, libraryFile }, version);
}
