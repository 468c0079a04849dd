import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import type { CheckedParameter, CheckedRequirement, SearchSpace } from "../checked.js";
import { largeGrid } from "../diagnostics/sage6005-large-grid.js";
import { nothingLeft } from "../diagnostics/sage6004-nothing-left.js";
import { fixedValueOf, type FixedValue } from "./evaluate.js";
import type { Known } from "./fixed.js";
import type { Pass } from "./pass.js";

/** More combinations than this are not counted one by one. */
const countLimit = 200_000;
/** More combinations than this are worth a warning. */
const largeLimit = 1_000_000;

/**
 * Counts the combinations of parameter values that the requirements allow. Parameters that no requirement ties together
 * are counted apart and multiplied, so that large spaces are counted quickly.
 */
export function countSpace(requirements: readonly CheckedRequirement[], known: Known): Pass<SearchSpace> {
  const diagnostics: Diagnostic[] = [];
  const { parameters } = known.program;
  const usable = requirements.filter(
    ({ condition }) =>
      known.types.single(condition) === "truth" && known.stages.single(condition) !== "series",
  );
  const tests = usable.map(({ condition }) => fixedValueOf(condition, known.program));
  const cells = parameters.reduce((product, parameter) => product * parameter.count, 1);
  const valid = countValid(tests, known);
  const [first] = usable;
  // Of parameters that could not be read nothing is known.
  const isRead = known.program.outline.wasRead && parameters.every((each) => !Number.isNaN(each.value));
  if (!isRead) return { out: { cells, valid: undefined }, diagnostics };
  if (valid === 0 && first !== undefined) {
    const { condition, text } = usable.length === 1 ? first : (usable.at(-1) ?? first);
    diagnostics.push(nothingLeft({ span: condition.span, holes: { reason: "none", text } }));
  } else {
    const values = parameters.map((parameter) => parameter.value);
    usable.forEach(({ condition, text }, index) => {
      if (tests[index]?.evaluate(values) !== 0) return;
      diagnostics.push(nothingLeft({ span: condition.span, holes: { reason: "default", text } }));
    });
  }
  if ((valid ?? cells) > largeLimit) {
    const widest = parameters.toSorted((a, b) => b.count - a.count)[0];
    if (widest) {
      const holes = { cells: Math.round(valid ?? cells).toLocaleString("en-US"), widest: widest.name };
      diagnostics.push(largeGrid({ span: widest.declaration.name.span, holes }));
    }
  }
  return { out: { cells, valid }, diagnostics };
}

interface Group {
  readonly parameters: Set<CheckedParameter>;
  readonly tests: readonly FixedValue[];
}

function countValid(tests: readonly FixedValue[], known: Known): number | undefined {
  const { parameters } = known.program;
  let groups: Group[] = parameters.map((parameter) => ({ parameters: new Set([parameter]), tests: [] }));
  for (const test of tests) {
    const touched = groups.filter((group) => [...group.parameters].some((each) => test.parameters.has(each)));
    const merged: Group = {
      parameters: new Set(touched.flatMap((group) => [...group.parameters])),
      tests: [...touched.flatMap((group) => group.tests), test],
    };
    groups = [...groups.filter((group) => !touched.includes(group)), merged];
  }
  let product = 1;
  for (const group of groups) {
    const count = countGroup(group, known);
    if (count === undefined) return undefined;
    product *= count;
  }
  return product;
}

function countGroup(group: Group, known: Known): number | undefined {
  const members = [...group.parameters];
  const size = members.reduce((product, parameter) => product * parameter.count, 1);
  if (group.tests.length === 0) return size;
  if (size > countLimit) return undefined;
  const values = known.program.parameters.map((parameter) => parameter.value);
  const positions = members.map(() => 0);
  let count = 0;
  for (let cell = 0; cell < size; cell++) {
    members.forEach((parameter, index) => {
      values[parameter.index] = parameter.low + (positions[index] ?? 0) * parameter.step;
    });
    if (group.tests.every((test) => test.evaluate(values) === 1)) count++;
    advance(positions, members);
  }
  return count;
}

function advance(positions: number[], members: readonly CheckedParameter[]): void {
  for (let index = 0; index < positions.length; index++) {
    const next = (positions[index] ?? 0) + 1;
    if (next < (members[index]?.count ?? 1)) {
      positions[index] = next;
      return;
    }
    positions[index] = 0;
  }
}
