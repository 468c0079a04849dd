import {
  bars,
  milliseconds,
  money,
  operations,
  price,
  quantity,
  ratio,
  sameUnit,
  timesUnit,
  type Input,
  type Operation,
  type Output,
  type Unit,
} from "../../../kernels/catalog/index.js";
import type { Choices } from "./choices.js";
import type { Kind } from "./kinds.js";

/** An output of an operation that is of the wanted kind, with the kinds its inputs then must have. */
export interface Fitting {
  readonly operation: Operation;
  readonly output: Output;
  readonly inputs: readonly Kind[];
}

const callable = operations.filter(({ surface }) => surface === "call");
const free: readonly [Unit, ...Unit[]] = [price, ratio, quantity, money];

/** Operations of the catalogue that can give a value of this kind. */
export function operationsFor(kind: Kind, choices: Choices): readonly Fitting[] {
  const wanted = kind.type === "number" ? kind.unit : undefined;
  // One choice serves all: the caller takes one of the list.
  const other = choices.pick(free);
  return callable.flatMap((operation) =>
    operation.outputs.flatMap((output): Fitting[] => {
      if (output.type !== kind.type) return [];
      const units =
        wanted === undefined ? inputUnits(operation, other) : solve(operation, output, wanted, other);
      if (units === undefined) return [];
      const inputs = operation.inputs.map((input, at): Kind =>
        input.type === "number" ? { type: "number", unit: units[at] ?? ratio } : { type: input.type },
      );
      return [{ operation, output, inputs }];
    }),
  );
}

const isFixed = (unit: Input["unit"]): unit is Unit => typeof unit === "object";

/** Every free unit is this one. */
const inputUnits = ({ inputs }: Operation, other: Unit): readonly Unit[] =>
  inputs.map(({ unit }) => (isFixed(unit) ? unit : other));

/** Units of the inputs with which the output has the wanted one; the first free one is solved for. */
function solve(
  operation: Operation,
  { unit }: Output,
  wanted: Unit,
  other: Unit,
): readonly Unit[] | undefined {
  const { inputs } = operation;
  const given = inputUnits(operation, other);
  if (!("powers" in unit)) return sameUnit(unit, wanted) ? given : undefined;
  const total = (units: readonly Unit[]): Unit =>
    Object.entries(unit.powers).reduce((product, [name, power]) => {
      const at = inputs.findIndex((input) => input.name === name);
      return timesUnit(product, units[at] ?? ratio, power);
    }, unit.times ?? ratio);
  const unknown = inputs.find(({ name, unit: own }) => !isFixed(own) && (unit.powers[name] ?? 0) !== 0);
  if (unknown === undefined) return sameUnit(total(given), wanted) ? given : undefined;
  const isAlike = (input: Input | undefined): boolean =>
    input === unknown || (input !== undefined && unknown.unit !== "any" && input.unit === unknown.unit);
  const rest = total(given.map((own, at) => (isAlike(inputs[at]) ? ratio : own)));
  const solved = divided(timesUnit(wanted, rest, -1), unit.powers[unknown.name] ?? 1);
  return solved && given.map((own, at) => (isAlike(inputs[at]) ? solved : own));
}

function divided({ quote, base, bars: count, milliseconds: time }: Unit, power: number): Unit | undefined {
  const unit = { quote: quote / power, base: base / power, bars: count / power, milliseconds: time / power };
  // Counts and times are written as they are; their products with prices have no words.
  const isMixed =
    Math.abs(count) > 1 ||
    Math.abs(time) > 1 ||
    [quote !== 0 || base !== 0, count !== 0, time !== 0].filter(Boolean).length > 1;
  return !isMixed && Object.values(unit).every((each) => Number.isInteger(each)) ? unit : undefined;
}

/** A fixed value of any unit, as a text. */
export function literalOf(unit: Unit, choices: Choices): string {
  if (choices.chance(4)) return "0";
  if (sameUnit(unit, ratio))
    return choices.pick(["2", "0.5", "1", "3%", "1.25", "40", "1e-3", "120%", "-1", "1_000"]);
  if (sameUnit(unit, price)) return choices.pick(["price(100)", "3 ticks", "price(0.25)", "price(-7)"]);
  if (sameUnit(unit, quantity)) return choices.pick(["quantity(2)", "quantity(0.1)"]);
  if (sameUnit(unit, money)) return choices.pick(["money(100)", "money(2.5)"]);
  if (sameUnit(unit, bars)) return choices.pick(["3 bars", "1 bar", "12 bars"]);
  if (sameUnit(unit, milliseconds)) return choices.pick(["4h", "90m", "2d"]);
  return product(unit);
}

/** Any unit is made of money, quantity, bars and time. */
function product(unit: Unit): string {
  const parts: readonly (readonly [string, number])[] = [
    ["money(2)", unit.quote],
    ["quantity(3)", unit.base],
    ["(4 bars)", unit.bars],
    ["(5h)", unit.milliseconds],
  ];
  return parts.reduce((text, [one, power]) => {
    return `(${text}${` ${power > 0 ? "*" : "/"} ${one}`.repeat(Math.abs(power))})`;
  }, "1");
}
