import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

/** A box with a heading; what belongs to the whole box stands at the right of it. */
export function Card(props: {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly class?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const heading = useId();
  return (
    <section class={`card ${props.class ?? ""}`} aria-labelledby={heading}>
      <div class="head">
        <h2 id={heading}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** One of few choices, as radio buttons that look like one switch. */
export function Choice<Value extends string>(props: {
  readonly legend: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly onChoose: (value: Value) => void;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="switch">
      <legend class="hidden">{props.legend}</legend>
      {props.options.map(({ value, label }) => (
        <label key={value}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={value === props.value}
            onChange={() => props.onChoose(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** A figure with its name, and a line of explanation below. */
export function Tile(props: {
  readonly label: string;
  readonly value: string;
  readonly sense?: "gain" | "loss" | undefined;
  readonly note?: string | undefined;
}): JSX.Element {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd class={props.sense}>{props.value}</dd>
      {props.note !== undefined && <dd class="note">{props.note}</dd>}
    </div>
  );
}

export type Health = "good" | "warn" | "bad" | "idle";

const shapes: Readonly<Record<Health, string>> = { good: "●", warn: "▲", bad: "■", idle: "○" };

/** A state as word, colour and shape: never colour alone. */
export function State(props: { readonly health: Health; readonly children: string }): JSX.Element {
  return (
    <span class={`state ${props.health}`}>
      <span aria-hidden="true">{shapes[props.health]}</span> {props.children}
    </span>
  );
}

/** Holds the place of what is still being loaded: as high as that will be. */
export function Skeleton(props: { readonly rows?: number; readonly label: string }): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label={props.label}>
      {Array.from({ length: props.rows ?? 3 }, (_, k) => (
        <span key={k} />
      ))}
    </div>
  );
}

/** What there is to say where there is nothing to show. */
export function Empty(props: { readonly children: ComponentChildren }): JSX.Element {
  return <p class="empty">{props.children}</p>;
}

/** Something went wrong: what, and what to do. */
export function Trouble(props: {
  readonly title: string;
  readonly help?: string | null;
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}): JSX.Element {
  return (
    <div class="trouble" role="alert">
      <strong>{props.title}</strong>
      {props.help !== undefined && props.help !== null && <span> {props.help}</span>}
      {props.action !== undefined && (
        <button type="button" class="plain" onClick={props.action.run}>
          {props.action.label}
        </button>
      )}
    </div>
  );
}
