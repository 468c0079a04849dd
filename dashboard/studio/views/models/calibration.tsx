import type { JSX } from "preact";
import { decimal } from "../../../interface/format.js";
import { share } from "../values.js";
import { viewWords } from "../words.js";

const words = viewWords.models;
const size = 240;
const edge = 36;
const margin = 18;

export interface CalibrationPoint {
  readonly said: number;
  readonly came: number;
  /** Where the share may lie for the number of rows alone; null: not known. */
  readonly low: number | null;
  readonly high: number | null;
  readonly rows: number;
}

/** What was said of a probability against how often it came. */
export function CalibrationCurve({ points }: { readonly points: readonly CalibrationPoint[] }): JSX.Element {
  const x = (value: number): number => edge + value * (size - edge - margin);
  const y = (value: number): number => size - edge - value * (size - edge - margin);
  return (
    <div class="calibration">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={words.calibrationLabel(decimal(points.length, 0))}
        data-part="calibration"
      >
        {[0, 0.25, 0.5, 0.75, 1].map((value) => (
          <g key={value}>
            <line class="grid" x1={x(0)} x2={x(1)} y1={y(value)} y2={y(value)} />
            <text x={edge - 5} y={y(value) + 4} class="end">
              {share(value, 0)}
            </text>
            <text x={x(value)} y={size - edge + 14} class="middle">
              {share(value, 0)}
            </text>
          </g>
        ))}
        <line class="ideal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        {points.map(({ said, low, high }, k) =>
          low === null || high === null ? null : (
            <line key={k} class="error" x1={x(said)} x2={x(said)} y1={y(low)} y2={y(high)} />
          ),
        )}
        {points.map(({ said, came }, k) => (
          <circle key={k} cx={x(said)} cy={y(came)} r={3.5} />
        ))}
      </svg>
      <table>
        <caption class="hidden">{words.calibration}</caption>
        <thead>
          <tr>
            <th scope="col">{words.said}</th>
            <th scope="col">{words.came}</th>
            <th scope="col">{words.rows}</th>
          </tr>
        </thead>
        <tbody>
          {points.map(({ said, came, rows }, k) => (
            <tr key={k}>
              <td>{share(said)}</td>
              <td>{share(came)}</td>
              <td>{decimal(rows, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
