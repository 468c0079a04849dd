import { milliseconds, price, ratio } from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import { numberOf, truth } from "./kinds.js";
import type { Named } from "./scope.js";

interface Parameter {
  readonly text: string;
  readonly named: Named | undefined;
  readonly lengths: readonly string[];
  /** For `require`: what it is compared with must stand on the right side of its default. */
  readonly value: number;
  /** A duration that stands for a length. */
  readonly isLength?: boolean;
}

function parameterOf(name: string, choices: Choices): Parameter {
  const plain = { lengths: [], value: Number.NaN };
  switch (choices.integer(0, 6)) {
    case 0: {
      const value = choices.integer(2, 6);
      const range = choices.pick([" in 1..9", " in 2..8 step 2", "", " in 1..6 step 1"]);
      const even = range.includes("step 2") ? value - (value % 2) : value;
      const lengths = [name, `${name} + 1`, `max(${name}, 2)`, `2 * ${name}`.replace("2 *", "1 *")];
      return { text: `param ${name} = ${even} bars${range}`, named: undefined, lengths, value: even };
    }
    case 1:
      return {
        ...plain,
        text: `param ${name} = ${choices.pick(["0.4 in 0.1..0.9 step 0.1", "1.5", "-2 in -4..4", "2.5 in 0..5 step 0.5"])}`,
        named: { text: name, kind: numberOf(ratio) },
      };
    case 2:
      return {
        ...plain,
        text: `param ${name} = ${choices.pick(["3% in 1%..9% step 2%", "25%", "10% in 5%..20%"])}`,
        named: { text: name, kind: numberOf(ratio) },
      };
    case 3:
      return {
        ...plain,
        text: `param ${name} = ${choices.pick(["2 ticks in 1..5", "10 ticks", "4 ticks in 2..8 step 2"])}`,
        named: { text: name, kind: numberOf(price) },
      };
    case 4:
      return {
        ...plain,
        text: `param ${name} = ${choices.pick(["4h in 2h..8h step 2h", "1d in 1d..3d step 1d", "90m"])}`,
        named: { text: name, kind: numberOf(milliseconds) },
      };
    case 5:
      return {
        ...plain,
        text: `param ${name} = ${choices.pick(["true", "false"])}`,
        named: { text: name, kind: truth },
      };
    default:
      return {
        ...plain,
        isLength: true,
        text: `param ${name} = ${choices.pick(["4h in 2h..8h step 2h", "6h", "12h in 1h..12h step 1h"])}`,
        named: { text: name, kind: numberOf(milliseconds) },
      };
  }
}

/** Parameters of every kind, and requirements that the defaults fulfil. */
export function parametersOf(choices: Choices): {
  readonly texts: readonly string[];
  readonly named: readonly Named[];
  readonly lengths: readonly string[];
  readonly durations: readonly string[];
} {
  const made = choices.several(5, (at) => parameterOf(`p${at}`, choices));
  const [one, other] = made.flatMap(({ value }, at) =>
    Number.isNaN(value) ? [] : [{ value, name: `p${at}` }],
  );
  const requirement =
    one !== undefined && other !== undefined
      ? [`require ${one.name} ${one.value <= other.value ? "<=" : ">="} ${other.name}`]
      : [];
  return {
    texts: [...made.map(({ text }) => text), ...requirement],
    named: made.flatMap(({ named }) => named ?? []),
    lengths: made.flatMap(({ lengths }) => lengths),
    durations: made.flatMap(({ isLength, named }) => (isLength === true && named ? [named.text] : [])),
  };
}
