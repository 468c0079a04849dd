import * as fc from "fast-check";
import { expect, test } from "vitest";
import { check, compile, memoryHost, type CheckedStrategy, type Graph } from "../../compiler/index.js";
import { arbitraryTape, Choices } from "../../compiler/testing/programs/choices.js";
import { programOf, type Program } from "../../compiler/testing/programs/program.js";
import { createSource, type Diagnostic } from "../../lang/index.js";

/** Minutes of a run by hand for each law; the tests take some seconds with a fixed seed. */
const minutes = Number(process.env["NAILSAGE_FUZZ_MINUTES"] ?? 0);

/** A program that the checker accepts, with what it was compiled to. */
export interface Accepted {
  readonly program: Program;
  readonly graph: Graph;
  readonly checked: CheckedStrategy;
  /** For what else a law has to choose. */
  readonly seed: number;
}

/**
 * Holds random programs to a law. What the checker refuses is left out; `tests/soundness/accepted.test.ts` holds that to
 * be rare. `NAILSAGE_FUZZ_MINUTES=5 npx vitest run tests/soundness/<law>` goes on with new programs for so long.
 */
export function law(title: string, runs: number, holds: (accepted: Accepted) => void): void {
  test(title, { timeout: minutes * 120_000 + 240_000 }, () => {
    let tried = 0;
    const property = fc.property(arbitraryTape, fc.nat(1_000_000), (tape, seed) => {
      const program = programOf(new Choices(tape));
      const found = accept(program);
      if (found === undefined) return;
      tried += 1;
      try {
        holds({ program, seed, ...found });
      } catch (error) {
        throw new Error(`${String(error)}\n${textOf(program)}`, { cause: error });
      }
    });
    const limit = { numRuns: 1_000_000, interruptAfterTimeLimit: minutes * 60_000 };
    fc.assert(
      property,
      minutes > 0 ? limit : { numRuns: runs, seed: 20_261_122, interruptAfterTimeLimit: 45_000 },
    );
    if (minutes > 0) console.log(`${title}: ${tried} programs`);
    expect(tried).toBeGreaterThan(0.8 * runs);
  });
}

export const textOf = ({ text, files }: Program): string =>
  [text, ...Object.entries(files).map(([path, other]) => `--- ${path}\n${other}`)].join("\n");

export const errorsOf = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === "error");

function accept(program: Program): { readonly graph: Graph; readonly checked: CheckedStrategy } | undefined {
  const source = createSource("random.sage", program.text);
  const modules = memoryHost(program.files);
  const { diagnostics, strategies } = check(source, { modules });
  if (errorsOf(diagnostics).length > 0) return undefined;
  const compiled = compile(source, { modules, keepNames: true });
  const [checked] = strategies;
  if (compiled.graph === null || checked === undefined) {
    const said = errorsOf(compiled.diagnostics).map(({ code, message }) => `${code} ${message}`);
    throw new Error(`accepted, but not compiled: ${said.join("; ")}\n${textOf(program)}`);
  }
  return { graph: compiled.graph, checked };
}
