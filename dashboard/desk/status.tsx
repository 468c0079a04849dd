import type { JSX } from "preact";
import { State, type Health } from "../interface/controls.js";
import { time, zoneName } from "../interface/format.js";
import { text } from "../text.js";
import { absence, heardAt, link, retryAt, type Link } from "./news.js";
import { second } from "./state.js";

const health: Readonly<Record<Link, Health>> = { live: "good", connecting: "idle", lost: "bad" };

/** 13:02:05: the time of day by the chosen clock. */
export const clockTime = (at: number): string => time(at, { seconds: true }).slice(11);

/** Whether news comes, and from when what is shown is. */
export function Status(): JSX.Element {
  const at = heardAt.value;
  const retry = retryAt.value;
  return (
    <p class="status" data-part="link">
      <span role="status">
        <State health={health[link.value]}>{text.link[link.value]}</State>
      </span>
      {at !== null && <span>{`${text.asOf(clockTime(at))} ${zoneName(at)}`}</span>}
      {retry !== null && <span>{text.retryIn(Math.max(0, Math.ceil((retry - second.value) / 1000)))}</span>}
    </p>
  );
}

/** What was missed while there was no connection; stays until it is read. */
export function Away(): JSX.Element | null {
  const gone = absence.value;
  if (gone === null) return null;
  const { from, to, told, isLost } = gone;
  return (
    <div class="trouble" role="status" data-part="away">
      <strong>{text.away(clockTime(from), clockTime(to))}</strong>
      <span>{isLost ? text.awayLost : told === 0 ? text.awayNone : text.awayTold(told)}</span>
      <button type="button" class="plain" onClick={() => (absence.value = null)}>
        {text.dismiss}
      </button>
    </div>
  );
}
