export interface Measurement {
  readonly operation: string;
  readonly output: string;
  readonly market: string;
  readonly error: number;
}

const shown = (error: number | undefined): string =>
  error === undefined ? "" : error === 0 ? "0" : error.toExponential(1).replace("e-", "e−");

/** The table of worst errors. */
export function accuracyPage(measurements: readonly Measurement[], bars: number): string {
  const markets = [...new Set(measurements.map(({ market }) => market))];
  const named = measurements.map((each) => ({ ...each, name: `${each.operation}.${each.output}` }));
  const names = [...new Set(named.map(({ name }) => name))];
  const rows = names.map((name) => {
    const errors = markets.map((market) =>
      named.find((each) => each.name === name && each.market === market),
    );
    return `| \`${name.replace(/\.value$/, "")}\` | ${errors.map((found) => shown(found?.error)).join(" | ")} |`;
  });
  return `# How exact the numbers are

Worst error of each operation against arithmetic with 106 binary digits, over ${bars.toLocaleString("en")} bars, in parts
of the answer itself where it is a sum of parts of one sign (an average of prices, a deviation, a range), else of the
size of what it is the difference of: the prices of a MACD line, one standard deviation of a score, 100 of an index.
Doubles hold 1e−16; the bound is 1e−12, which a variance over n bars passes by n/1,000 where one price lies a million
times as far away as all others. \`npm run accuracy\` measures it again.

| operation | ${markets.join(" | ")} |
| --- | ${markets.map(() => "---:").join(" | ")} |
${rows.join("\n")}
`;
}
