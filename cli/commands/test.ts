import * as Args from "@oclif/core/args";
import * as Flags from "@oclif/core/flags";
import { SageCommand } from "../command.js";
import { countDiagnostics, plural, showDiagnostics } from "../diagnostics.js";
import { exitCodes, Failure } from "../failure.js";
import { createFileHost } from "../module-host.js";
import { findSources, readSource } from "../sources.js";
import { paint } from "../terminal.js";
import type { CompileTestsResult } from "../../compiler/index.js";
import type { Source, Span } from "../../lang/source.js";
import type { TestResult } from "../../runtime/index.js";

/** A file's tests after they were run. */
interface TestedFile {
  readonly source: Source;
  readonly compiled: CompileTestsResult;
  readonly results: readonly TestResult[];
  readonly errors: number;
}

export default class Test extends SageCommand {
  static override description = "Run the tests that stand in .sage files.";
  static override examples = [
    "sage test",
    "sage test strategies/ema_cross.sage",
    "sage test strategies --only 'a cross'",
  ];
  static override strict = false;
  static override args = {
    paths: Args.string({ description: "files or folders; this folder when left out" }),
  };
  static override flags = {
    only: Flags.string({ description: "run the tests whose title contains this" }),
  };

  override async run(): Promise<void> {
    const { argv, flags } = await this.parse(Test);
    const paths = argv.map(String);
    const found = findSources(paths);
    if (found.length === 0)
      throw new Failure(
        exitCodes.usage,
        "SAGE9502",
        `there is no .sage file in ${paths.join(", ") || "this folder"}`,
        "name a file or another folder, or begin with `sage new my_strategy`",
      );
    const files: TestedFile[] = [];
    for (const path of found) {
      const tested = await testFile(readSource(path), flags.only);
      files.push(tested);
      if (!flags.json) await this.showFile(tested);
    }
    const passed = countOf(files, ({ results }) => results.filter((each) => each.passed).length);
    const failed = countOf(files, ({ results }) => results.filter((each) => !each.passed).length);
    const broken = countOf(files, ({ compiled }) => compiled.broken.length);
    if (flags.json) {
      const { positionAt } = await import("../../lang/source.js");
      const spanOf = ({ source }: TestedFile, { start, end }: Span) => ({
        start: { ...positionAt(source, start), offset: start },
        end: { ...positionAt(source, end), offset: end },
      });
      this.printJson({
        schema: "sage.test/1",
        files: files.filter(hasTests).map((file) => fileToJson(file, (span) => spanOf(file, span))),
        passed,
        failed,
        broken,
      });
    } else this.conclude(passed, failed, broken);
    if (failed + broken > 0 || countOf(files, (file) => (hasTests(file) ? file.errors : 0)) > 0)
      process.exitCode = exitCodes.problems;
  }

  private async showFile(file: TestedFile): Promise<void> {
    if (!hasTests(file)) return;
    const { source, compiled, results } = file;
    const { showTest } = await import("../test-report.js");
    const colours = paint(process.stdout);
    this.print(colours.bold(source.path));
    if (file.errors > 0 || compiled.broken.length > 0)
      showDiagnostics(
        compiled.diagnostics.filter(({ severity }) => severity === "error"),
        source,
        process.stdout,
      );
    for (const result of results) this.print(showTest(result, source));
    for (const { title } of compiled.broken) this.print(`  ${colours.red("BROKEN")}  ${title}`);
    this.print("");
  }

  private conclude(passed: number, failed: number, broken: number): void {
    const colours = paint(process.stdout);
    if (passed + failed + broken === 0) {
      this.print('no tests: write one with `test "what it shows" for my_strategy { … }`');
      return;
    }
    const count = `${plural(passed, "test")} passed${failed > 0 ? `, ${failed} failed` : ""}`;
    const text = broken > 0 ? `${count}, ${broken} could not be run` : count;
    this.print(failed + broken > 0 ? colours.red(text) : colours.green(text));
  }
}

const countOf = (files: readonly TestedFile[], count: (file: TestedFile) => number): number =>
  files.reduce((sum, file) => sum + count(file), 0);

const hasTests = ({ compiled, results }: TestedFile): boolean => results.length + compiled.broken.length > 0;

async function testFile(source: Source, only: string | undefined): Promise<TestedFile> {
  const { check, compileTests } = await import("../../compiler/index.js");
  const { runTest } = await import("../../runtime/modes/tests.js");
  const all = compileTests(source, check(source, { modules: createFileHost(source.path) }));
  const isWanted = ({ title }: { readonly title: string }) => only === undefined || title.includes(only);
  const compiled = { ...all, tests: all.tests.filter(isWanted), broken: all.broken.filter(isWanted) };
  const { errors } = countDiagnostics(all.diagnostics);
  return { source, compiled, results: compiled.tests.map(runTest), errors };
}

function fileToJson({ source, compiled, results, errors }: TestedFile, spanOf: (span: Span) => object) {
  const ran = results.map(({ test, passed, expectations }) => ({
    title: test.title,
    strategy: test.strategy,
    span: spanOf(test.span),
    status: passed ? "passed" : "failed",
    values: test.values,
    expectations: expectations.map(({ expectation, passed: held, happened, bar }) => ({
      text: expectation.text,
      span: spanOf(expectation.span),
      passed: held,
      happened,
      bar,
    })),
  }));
  const broken = compiled.broken.map(({ title, strategy, span }) => ({
    title,
    strategy,
    span: spanOf(span),
    status: "broken",
    values: {},
    expectations: [],
  }));
  return { path: source.path, errors, tests: [...ran, ...broken] };
}
