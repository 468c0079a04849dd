import {
  bars,
  milliseconds,
  money,
  price,
  quantity,
  ratio,
  type Unit,
} from "../../../kernels/catalog/index.js";

/** What an expression is to be. */
export type Kind =
  | { readonly type: "number"; readonly unit: Unit }
  | { readonly type: "truth" }
  | { readonly type: "category" };

export const numberOf = (unit: Unit): Kind => ({ type: "number", unit });
export const truth: Kind = { type: "truth" };

export const tradedUnits: readonly [Unit, ...Unit[]] = [price, ratio, quantity, money];
export const commonUnits: readonly [Unit, ...Unit[]] = [...tradedUnits, milliseconds, bars];

export const sameKind = (a: Kind, b: Kind): boolean =>
  a.type === b.type && (a.type !== "number" || b.type !== "number" || sameUnit(a.unit, b.unit));

export const sameUnit = (a: Unit, b: Unit): boolean =>
  a.quote === b.quote && a.base === b.base && a.bars === b.bars && a.milliseconds === b.milliseconds;

/** The power of the scale of all prices that a number of this unit follows, when quantities stay. */
export const scaleOf = ({ quote }: Unit): number => quote;
