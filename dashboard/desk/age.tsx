import type { JSX } from "preact";
import { duration, noNumber } from "../interface/format.js";
import { second } from "./state.js";

/** Time since a bar closed: ticks, and keeps its place. */
export function Age(props: {
  /** Open of the bar, epoch milliseconds; null: there is none. */
  readonly open: number | null;
  /** Milliseconds that a bar lasts. */
  readonly interval: number;
}): JSX.Element {
  const { open, interval } = props;
  const age = open === null ? null : Math.max(0, second.value - open - interval);
  return <span class="age">{age === null ? noNumber : age < 1000 ? "0 s" : duration(age)}</span>;
}
