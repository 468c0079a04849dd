import { signal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { decimal } from "../../interface/format.js";
import { Empty } from "../../interface/controls.js";
import { samplers, type ChoiceRequest, type SamplerName } from "../experiments/protocol.js";
import type { ParameterRange, StrategyFile } from "../research/protocol.js";
import { capital, type Studio } from "../state.js";
import { viewWords as words } from "./words.js";

/** What is tried of one parameter. */
interface Range {
  readonly isTried: boolean;
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** What a form of choices holds; ranges by strategy and parameter, so that a text that changes keeps them. */
export interface ChoiceForm {
  readonly ranges: Signal<Readonly<Record<string, Range>>>;
  readonly sampler: Signal<SamplerName>;
  readonly trials: Signal<number>;
  readonly optimise: Signal<string>;
  readonly constraint: Signal<string>;
}

export const createChoiceForm = (): ChoiceForm => ({
  ranges: signal({}),
  sampler: signal<SamplerName>("grid"),
  trials: signal(300),
  optimise: signal("sharpe"),
  constraint: signal(""),
});

/** A parameter has about so many values at first. */
const firstValues = 12;
/** More combinations than these are not tried in a page. */
export const mostSets = 200_000;

const objectives = ["sharpe", "sortino", "calmar", "total_return", "profit_factor", "sharpe - max_drawdown"];

const searchable = (studio: Studio): readonly ParameterRange[] =>
  (studio.strategy.value?.parameters ?? []).filter(({ low, high }) => high > low);

const keyOf = (studio: Studio, name: string): string => `${studio.strategy.value?.name ?? ""} ${name}`;

function rangeOf(form: ChoiceForm, studio: Studio, parameter: ParameterRange): Range {
  const { low, high, step: own } = parameter;
  const given = form.ranges.value[keyOf(studio, parameter.name)];
  if (given !== undefined && given.low >= low && given.high <= high) return given;
  const unit = own > 0 ? own : (high - low) / 100;
  const step = unit * Math.max(1, Math.ceil((high - low) / unit / (firstValues - 1)));
  return { isTried: true, low, high, step: Number(step.toPrecision(12)) };
}

const countOf = ({ low, high, step, isTried }: Range): number =>
  !isTried ? 1 : step > 0 && high >= low ? Math.floor((high - low) / step + 1e-9) + 1 : 0;

/** Combinations of what is tried. */
export const cellsOf = (form: ChoiceForm, studio: Studio): number =>
  searchable(studio).reduce((product, each) => product * countOf(rangeOf(form, studio, each)), 1);

export function setsOf(form: ChoiceForm, studio: Studio): number {
  const cells = cellsOf(form, studio);
  return form.sampler.value === "grid" ? cells : Math.min(cells, form.trials.value);
}

export const isPossible = (form: ChoiceForm, studio: Studio): boolean => {
  const sets = setsOf(form, studio);
  return studio.strategy.value !== null && cellsOf(form, studio) > 1 && sets > 0 && sets <= mostSets;
};

export function requestOf(form: ChoiceForm, studio: Studio, file: StrategyFile): ChoiceRequest {
  const tried = searchable(studio).flatMap((parameter) => {
    const { isTried, low, high, step } = rangeOf(form, studio, parameter);
    return isTried ? [[parameter.name, { low, high, step }] as const] : [];
  });
  return {
    file: { ...file, strategy: studio.strategy.value?.name ?? null },
    capital,
    ranges: Object.fromEntries(tried),
    values: studio.given(),
    sampler: form.sampler.value,
    trials: form.trials.value,
    optimise: form.optimise.value,
    constraint: form.constraint.value,
  };
}

/** Ranges of the parameters, how sets are chosen, and what the better one has more of. */
export function ChoiceFields({
  form,
  studio,
}: {
  readonly form: ChoiceForm;
  readonly studio: Studio;
}): JSX.Element {
  const parameters = searchable(studio);
  if (parameters.length === 0) return <Empty>{words.noRanges}</Empty>;
  return (
    <>
      <table class="ranges">
        <caption class="hidden">{words.tried}</caption>
        <thead>
          <tr>
            <th scope="col" class="text">
              {words.parameter}
            </th>
            <th scope="col">{words.from}</th>
            <th scope="col">{words.to}</th>
            <th scope="col">{words.step}</th>
          </tr>
        </thead>
        <tbody>
          {parameters.map((parameter) => (
            <RangeRow key={parameter.name} parameter={parameter} form={form} studio={studio} />
          ))}
        </tbody>
      </table>
      <ChoosingFields form={form} studio={studio} />
      {setsOf(form, studio) > mostSets && <p class="notice">{words.tooMany}</p>}
    </>
  );
}

/** How sets are chosen, and what the better one has more of. */
function ChoosingFields({
  form,
  studio,
}: {
  readonly form: ChoiceForm;
  readonly studio: Studio;
}): JSX.Element {
  return (
    <div class="fields">
      <label>
        <span>{words.sampler}</span>
        <select
          value={form.sampler.value}
          onChange={({ currentTarget }) => {
            const found = samplers.find((name) => name === currentTarget.value);
            if (found !== undefined) form.sampler.value = found;
          }}
        >
          {samplers.map((name) => (
            <option key={name} value={name}>
              {words.samplers[name]}
            </option>
          ))}
        </select>
      </label>
      {form.sampler.value !== "grid" && (
        <NumberField label={words.trials} value={form.trials} low={2} high={mostSets} />
      )}
      <label>
        <span>{words.optimise}</span>
        <input
          list="objectives"
          value={form.optimise.value}
          onInput={({ currentTarget }) => (form.optimise.value = currentTarget.value)}
        />
        <datalist id="objectives">
          {objectives.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      </label>
      <label>
        <span>{words.constraint}</span>
        <input
          value={form.constraint.value}
          placeholder={words.constraintHint}
          onInput={({ currentTarget }) => (form.constraint.value = currentTarget.value)}
        />
      </label>
      <span class="note" data-part="sets">
        {words.sets(decimal(setsOf(form, studio), 0))}
      </span>
    </div>
  );
}

export function NumberField(props: {
  readonly label: string;
  readonly value: Signal<number>;
  readonly low: number;
  readonly high: number;
}): JSX.Element {
  return (
    <label>
      <span>{props.label}</span>
      <input
        type="number"
        min={props.low}
        max={props.high}
        value={props.value.value}
        onChange={({ currentTarget }) => {
          const number = Number(currentTarget.value);
          props.value.value = Number.isFinite(number)
            ? Math.min(props.high, Math.max(props.low, Math.round(number)))
            : props.value.value;
          currentTarget.value = String(props.value.value);
        }}
      />
    </label>
  );
}

function RangeRow(props: {
  readonly parameter: ParameterRange;
  readonly form: ChoiceForm;
  readonly studio: Studio;
}): JSX.Element {
  const { parameter, form, studio } = props;
  const { name } = parameter;
  const range = rangeOf(form, studio, parameter);
  const change = (more: Partial<Range>): void => {
    form.ranges.value = { ...form.ranges.value, [keyOf(studio, name)]: { ...range, ...more } };
  };
  const field = (which: "low" | "high" | "step", label: string): JSX.Element => (
    <td>
      <input
        type="number"
        aria-label={`${label}, ${name}`}
        disabled={!range.isTried}
        value={range[which]}
        step="any"
        {...(which === "step" ? { min: 0 } : { min: parameter.low, max: parameter.high })}
        onChange={({ currentTarget }) => {
          const number = Number(currentTarget.value);
          const [least, most] = which === "step" ? [0, Infinity] : [parameter.low, parameter.high];
          if (currentTarget.value !== "" && Number.isFinite(number))
            change({ [which]: Math.min(most, Math.max(least, number)) });
          else currentTarget.value = String(range[which]);
        }}
      />
    </td>
  );
  return (
    <tr>
      <td class="text">
        <label class="check">
          <input
            type="checkbox"
            checked={range.isTried}
            onChange={({ currentTarget }) => change({ isTried: currentTarget.checked })}
          />
          <span>{name}</span>
        </label>
      </td>
      {field("low", words.from)}
      {field("high", words.to)}
      {field("step", words.step)}
    </tr>
  );
}
