import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { viewWords } from "./words.js";

export const viewNames = ["charts", "search", "walk", "models", "compare"] as const;
export type ViewName = (typeof viewNames)[number];

/** What the middle of the page shows. */
export const view = signal<ViewName>("charts");

export function ViewChoice(): JSX.Element {
  const move = (event: KeyboardEvent): void => {
    const turn = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (turn === 0) return;
    event.preventDefault();
    const next = (viewNames.indexOf(view.value) + turn + viewNames.length) % viewNames.length;
    view.value = viewNames[next] ?? "charts";
    document.getElementById(`view-${view.value}`)?.focus();
  };
  return (
    <div role="tablist" class="views" aria-label={viewWords.views} onKeyDown={move}>
      {viewNames.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          id={`view-${name}`}
          aria-selected={view.value === name}
          tabIndex={view.value === name ? 0 : -1}
          onClick={() => (view.value = name)}
        >
          {viewWords.names[name]}
        </button>
      ))}
    </div>
  );
}
