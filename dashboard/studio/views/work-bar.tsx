import type { JSX } from "preact";
import { Trouble } from "../../interface/controls.js";
import { decimal } from "../../interface/format.js";
import type { Progress } from "../experiments/protocol.js";
import type { LongWork } from "./long-work.js";
import { viewWords as words } from "./words.js";

/** Begins and stops long work, and says how far it is; as high while it runs as before. */
export function WorkBar<Result>(props: {
  readonly work: LongWork<Result>;
  readonly label: string;
  readonly unit: (done: string, total: string) => string;
  readonly isPossible: boolean;
}): JSX.Element {
  const { work, label, unit, isPossible } = props;
  const isRunning = work.isRunning.value;
  const progress = work.progress.value;
  const refusal = work.refusal.value;
  return (
    <>
      {/* Buttons of their own: one that changed its kind under the pointer would begin again what it has stopped. */}
      <div class="work">
        {isRunning ? (
          <button key="cancel" type="button" onClick={() => work.stop()}>
            {words.cancel}
          </button>
        ) : (
          <button key="start" type="submit" class="primary" disabled={!isPossible}>
            {label}
          </button>
        )}
        <progress
          aria-label={label}
          class={isRunning ? "" : "idle"}
          max={1}
          {...(progress === null && isRunning ? {} : { value: isRunning ? shareOf(progress) : 0 })}
        />
        <span class="note" role="status">
          {isRunning && progress !== null
            ? sentenceOf(progress, unit)
            : work.wasStopped.value
              ? words.stopped
              : ""}
        </span>
      </div>
      {refusal !== null && (
        <Trouble
          title={refusal.code === "gone" ? refusal.message : `${refusal.code}: ${refusal.message}`}
          help={refusal.help}
        />
      )}
    </>
  );
}

function shareOf(progress: Progress | null): number {
  if (progress === null) return 0;
  const inside = progress.done / Math.max(1, progress.total);
  const { part } = progress;
  return part === null ? inside : Math.min(1, (part.number - 1 + inside) / Math.max(1, part.of));
}

function sentenceOf(
  { part, done, total, best }: Progress,
  unit: (done: string, total: string) => string,
): string {
  return [
    ...(part === null ? [] : [words[part.name](part.number, part.of)]),
    ...(total > 0 ? [unit(decimal(done, 0), decimal(total, 0))] : []),
    ...(best === null ? [] : [words.best(decimal(best, 3))]),
  ].join(", ");
}
