import * as fc from "fast-check";

/**
 * Texts of random strategies that follow the rules of the language: prices are compared with prices, lengths are whole
 * bars, what may be missing has a stand-in.
 */
export interface SourceParts {
  readonly lets: readonly string[];
  readonly state: string;
  readonly enter: string;
  readonly exit: string;
  readonly stop: string;
  readonly size: string;
}

interface Tier {
  readonly price: fc.Arbitrary<string>;
  readonly ratio: fc.Arbitrary<string>;
  readonly truth: fc.Arbitrary<string>;
}

const length = fc.oneof(
  fc.integer({ min: 1, max: 9 }).map((bars) => `${bars}`),
  fc.integer({ min: 1, max: 9 }).map((bars) => `${bars} bars`),
  fc.constantFrom("n", "n + 1", "2 * n", "max(n, 3)"),
);
const literal = fc.constantFrom("0.5", "2", "1.25", "3%", "k", "(1 + k)", "7");

function pair(operator: string, a: fc.Arbitrary<string>, b: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(a, b).map(([left, right]) => `(${left} ${operator} ${right})`);
}

function both(name: string, of: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(of, of).map(([a, b]) => `${name}(${a}, ${b})`);
}

/** Expressions nested at most `depth` deep, by type. `names` are `let`s that hold prices. */
function tier(depth: number, names: readonly string[]): Tier {
  const price = fc.constantFrom("close", "open", "high", "low", ...names);
  const ratio = literal;
  const truth = fc.tuple(price, price).map(([a, b]) => `${a} > ${b}`);
  if (depth === 0) return { price, ratio, truth };
  const inner = tier(depth - 1, names);
  const call = (name: string) => fc.tuple(inner.price, length).map(([of, bars]) => `${name}(${of}, ${bars})`);
  const choice = (of: fc.Arbitrary<string>) =>
    fc.tuple(inner.truth, of, of).map(([when, then, other]) => `(if ${when} then ${then} else ${other})`);
  return {
    price: fc.oneof(
      price,
      call("ema"),
      call("sma"),
      call("highest"),
      pair("+", inner.price, inner.price),
      pair("-", inner.price, inner.price),
      pair("*", inner.price, inner.ratio),
      both("min", inner.price),
      both("max", inner.price),
      choice(inner.price),
      inner.price.map((of) => `(${of})[2]`),
      inner.price.map((of) => `-(${of})`),
    ),
    ratio: fc.oneof(
      ratio,
      fc.constant("rsi(close, n)"),
      pair("+", inner.ratio, inner.ratio),
      pair("*", inner.ratio, inner.ratio),
      both("max", inner.ratio),
      choice(inner.ratio),
    ),
    truth: fc.oneof(
      truth,
      pair("<", inner.price, inner.price),
      pair(">=", inner.ratio, inner.ratio),
      pair("and", inner.truth, inner.truth),
      pair("or", inner.truth, inner.truth),
      pair("crosses above", inner.price, inner.price),
      inner.truth.map((of) => `not (${of})`),
    ),
  };
}

const three = tier(3, ["base"]);
const two = tier(2, ["base", "made"]);

export const arbitraryParts: fc.Arbitrary<SourceParts> = fc.record({
  lets: three.price.map((value) => ["let base = ema(close, 4)", `let made = ${value}`]),
  state: fc
    .tuple(two.truth, two.price)
    .map(([when, of]) => `state held from 0 = if ${when} then max(prev, ${of}) else 0.5 * prev + ${of}`),
  enter: two.truth.map((when) => `${when} and made > held and close > base`),
  exit: two.truth.map((when) => `${when} or close < base`),
  stop: fc.constantFrom(
    "entry - atr(14)",
    "entry * (1 - 2%)",
    "low - k * atr(n)",
    "entry - abs(made - base) - atr(3)",
  ),
  size: fc.constantFrom("25% of equity", "risk 1% of equity", "fixed 100 of quote"),
});

/** A strategy's text; `layout` changes nothing but how it looks. */
export function sourceOf(
  parts: SourceParts,
  layout: {
    readonly rename?: (name: string) => string;
    readonly comments?: boolean;
    readonly name?: string;
  } = {},
): string {
  const { rename = (name: string) => name, comments = false, name = "random" } = layout;
  const renamed = (text: string) => text.replaceAll(/\b(base|made|held|n|k)\b/g, rename);
  const remark = comments ? "  // a remark\n\n" : "\n";
  return [
    "sage 1",
    comments ? "/// What it is about." : "",
    `strategy ${name} {`,
    "  market {",
    "    symbol: BTCUSDT",
    comments ? "    timeframe:   1h // hourly" : "    timeframe: 1h",
    "  }",
    ...["param n = 3 bars in 2..8", "param k = 0.4 in 0.1..0.9 step 0.1"].map(renamed),
    ...parts.lets.map(renamed),
    renamed(parts.state),
    renamed(`enter long when ${parts.enter} {`),
    renamed(`  stop ${parts.stop}`),
    "}",
    renamed(`exit long when ${parts.exit}`),
    `size ${parts.size}`,
    "costs {",
    "  fee: 0.1%",
    "  slippage: 0.01%",
    "}",
    "}",
    "",
  ].join(remark);
}
