import { signal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Skeleton, Trouble } from "../../interface/controls.js";
import type { Studio } from "../state.js";
import { Laboratory } from "./laboratory.js";
import { view, type ViewName } from "./view-choice.js";
import { viewWords } from "./words.js";

export interface ViewProps {
  readonly studio: Studio;
  readonly laboratory: Laboratory;
}

type Loaded = ComponentType<ViewProps>;

const loaders: Readonly<Record<Exclude<ViewName, "charts">, () => Promise<Loaded>>> = {
  search: async () => (await import("./search/search-view.js")).SearchPane,
  models: async () => (await import("./models/models-view.js")).ModelsPane,
  compare: async () => (await import("./compare/compare-view.js")).ComparePane,
  walk: async () => (await import("./walk/walk-view.js")).WalkPane,
};

/** Views that have been looked at; each is loaded when that happens first. */
const loaded = signal<Readonly<Partial<Record<ViewName, Loaded>>>>({});
const failed = signal(false);

async function load(name: Exclude<ViewName, "charts">): Promise<void> {
  failed.value = false;
  try {
    const found = await loaders[name]();
    loaded.value = { ...loaded.value, [name]: found };
  } catch {
    failed.value = true;
  }
}

/** What stands in the place of the charts. */
export function ResearchView({ studio }: { readonly studio: Studio }): JSX.Element | null {
  const laboratory = useMemo(() => new Laboratory(studio), [studio]);
  const name = view.value;
  useEffect(() => {
    if (name !== "charts" && loaded.value[name] === undefined) void load(name);
  }, [name]);
  if (name === "charts") return null;
  const Pane = loaded.value[name];
  return (
    <section class="view" role="tabpanel" aria-labelledby={`view-${name}`} data-part={`view-${name}`}>
      {failed.value ? (
        <Trouble
          title={viewWords.failedToLoad}
          action={{ label: viewWords.names[name], run: () => void load(name) }}
        />
      ) : Pane === undefined ? (
        <Skeleton rows={6} label={viewWords.loading} />
      ) : (
        <Pane studio={studio} laboratory={laboratory} />
      )}
    </section>
  );
}
