import type { JSX } from "preact";

const [width, height] = [96, 22];

/** A curve the size of a word. It has no scale: what it says stands in the figures beside it. */
export function Sparkline(props: { readonly values: readonly number[] }): JSX.Element {
  const { values } = props;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = high - low || 1;
  const points = values.map((value, k) => {
    const x = (k / Math.max(1, values.length - 1)) * (width - 2) + 1;
    return `${x.toFixed(1)},${(height - 2 - ((value - low) / span) * (height - 4)).toFixed(1)}`;
  });
  const isUp = (values.at(-1) ?? 0) >= (values[0] ?? 0);
  return (
    <svg
      class={`spark ${isUp ? "gain" : "loss"}`}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {values.length > 1 && <polyline points={points.join(" ")} />}
    </svg>
  );
}
