import type { JSX } from "preact";
import { Card, Empty, State } from "../../../interface/controls.js";
import { day, decimal, metricTitle } from "../../../interface/format.js";
import type { StoredModel } from "../../server/answers.js";
import { viewWords } from "../words.js";
import { CalibrationCurve, type CalibrationPoint } from "./calibration.js";

const words = viewWords.models;
/** Features that are listed. */
const listed = 15;

/** All that is known of one stored model. */
export function ModelCards({ model }: { readonly model: StoredModel }): JSX.Element {
  return (
    <>
      <Quality model={model} />
      <ImportanceCard model={model} />
      <CalibrationCard model={model} />
      <DriftCard model={model} />
    </>
  );
}

interface QualityRow {
  readonly name: string;
  readonly tested: string;
  readonly rows: number;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly errors: Readonly<Record<string, number | null>>;
}

const dayOf = (moment: number | undefined): string => (moment === undefined ? "" : day(moment));

function qualityRows({ report, validation }: StoredModel): readonly QualityRow[] {
  if (report !== null) {
    const { overall, folds } = report;
    return [
      ...folds.map(({ number, name, test, judgement }) => ({
        name: name ?? String(number),
        tested: `${day(test.from)} – ${day(test.to)}`,
        rows: test.rows,
        metrics: judgement.metrics,
        errors: {},
      })),
      {
        name: words.together,
        tested: "",
        rows: overall.rows,
        metrics: overall.metrics,
        errors: overall.errors,
      },
    ];
  }
  if (validation === null) return [];
  const { folds, metrics } = validation;
  return [
    ...folds.map(({ number, test, testRows, metrics: own }) => ({
      name: String(number),
      tested: `${dayOf(test[0]?.from)} – ${dayOf(test.at(-1)?.to)}`,
      rows: testRows,
      metrics: own,
      errors: {},
    })),
    {
      name: words.together,
      tested: "",
      rows: folds.reduce((sum, { testRows }) => sum + testRows, 0),
      metrics,
      errors: {},
    },
  ];
}

/** Figures that are shown, those that say most first. */
const figures = ["auc", "log_loss", "brier", "accuracy", "rank_correlation", "rmse", "mae", "r2"];

function Quality({ model }: { readonly model: StoredModel }): JSX.Element {
  const rows = qualityRows(model);
  const last = rows.at(-1);
  const shown = figures.filter((name) => last !== undefined && name in last.metrics);
  return (
    <Card title={words.quality} aside={<span class="note">{words.qualityNote}</span>}>
      <div class="scroll" tabIndex={0} role="group" aria-label={words.quality}>
        <table data-part="quality">
          <thead>
            <tr>
              <th scope="col" class="text">
                {words.fold}
              </th>
              <th scope="col" class="text">
                {words.tested}
              </th>
              <th scope="col">{words.rows}</th>
              {shown.map((name) => (
                <th key={name} scope="col">
                  {metricTitle(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, tested, rows: count, metrics, errors }) => (
              <tr key={name} class={name === words.together ? "total" : ""}>
                <th scope="row" class="text">
                  {name}
                </th>
                <td class="text">{tested}</td>
                <td>{decimal(count, 0)}</td>
                {shown.map((metric) => (
                  <td key={metric}>
                    {decimal(metrics[metric], 4)}
                    {typeof errors[metric] === "number" && (
                      <span class="note error">± {decimal(errors[metric], 4)}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

interface Weight {
  readonly feature: string;
  readonly value: number;
  readonly error: number | null;
}

function weightsOf({ report, importance }: StoredModel): {
  readonly note: string;
  readonly all: readonly Weight[];
} {
  const shuffled = (report?.importance ?? []).flatMap(({ feature, permutation }): Weight[] =>
    permutation?.mean === null || permutation?.mean === undefined
      ? []
      : [{ feature, value: permutation.mean, error: permutation.error }],
  );
  if (shuffled.length > 0) return { note: words.importanceNote, all: shuffled };
  const held = importance.flatMap(({ feature, permutation }): Weight[] =>
    permutation === null ? [] : [{ feature, value: permutation, error: null }],
  );
  if (held.length > 0) return { note: words.importanceNote, all: held };
  const total = importance.reduce((sum, { gain }) => sum + (gain ?? 0), 0) || 1;
  return {
    note: words.gainNote,
    all: importance.map(({ feature, gain }) => ({ feature, value: (gain ?? 0) / total, error: null })),
  };
}

function ImportanceCard({ model }: { readonly model: StoredModel }): JSX.Element {
  const { note, all } = weightsOf(model);
  const sorted = all.toSorted((a, b) => b.value - a.value).slice(0, listed);
  const most = Math.max(...sorted.map(({ value }) => Math.abs(value)), 1e-12);
  return (
    <Card title={words.importance} aside={<span class="note">{note}</span>}>
      <table class="bars" data-part="importance">
        <caption class="hidden">{words.importance}</caption>
        <tbody>
          {sorted.map(({ feature, value, error }) => (
            <tr key={feature}>
              <th scope="row" class="text">
                {feature}
              </th>
              <td class="bar">
                <meter
                  min={0}
                  max={1}
                  value={Math.max(0, value) / most}
                  aria-label={`${feature} ${decimal(value, 4)}`}
                />
              </td>
              <td>
                {decimal(value, 4)}
                {error !== null && <span class="note"> ± {decimal(error, 4)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function pointsOf({ report, calibration }: StoredModel): readonly CalibrationPoint[] {
  const [curve] = report?.overall.reliability ?? [];
  if (curve !== undefined) return curve.bins;
  return calibration.curve.map(({ predicted, observed, count }) => ({
    said: predicted,
    came: observed,
    rows: count,
    low: null,
    high: null,
  }));
}

function CalibrationCard({ model }: { readonly model: StoredModel }): JSX.Element {
  const points = pointsOf(model);
  const error = model.report?.overall.reliability[0]?.error ?? null;
  return (
    <Card
      title={words.calibration}
      aside={error !== null && <span class="note">{words.calibrationNote(decimal(error, 3))}</span>}
    >
      {points.length === 0 ? <Empty>{words.noCalibration}</Empty> : <CalibrationCurve points={points} />}
    </Card>
  );
}

const healths = { none: "good", some: "warn", strong: "bad", unknown: "idle" } as const;

function DriftCard({ model }: { readonly model: StoredModel }): JSX.Element {
  const drift = model.report?.drift ?? [];
  return (
    <Card title={words.drift} aside={drift.length > 0 && <span class="note">{words.driftNote}</span>}>
      {drift.length === 0 ? (
        <Empty>{words.noDrift}</Empty>
      ) : (
        <table class="bars" data-part="drift">
          <caption class="hidden">{words.drift}</caption>
          <tbody>
            {drift.slice(0, listed).map(({ feature, psi, level }) => (
              <tr key={feature}>
                <th scope="row" class="text">
                  {feature}
                </th>
                <td class="text">
                  <State health={healths[level]}>{words.levels[level]}</State>
                </td>
                <td>{decimal(psi, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
