import type { ComparedModel, Configured } from "./sides.js";
import type { Value } from "./values.js";

/** What was configured otherwise, and of which kind it is. */
export interface Setting extends Value {
  readonly kind: "program" | "capital" | "parameter" | "model";
}

/** Everything that was not configured the same, in the order in which it is told. */
export function configuredOtherwise(run: Configured, live: Configured): readonly Setting[] {
  return [
    ...one("program", "strategy", run.strategy, live.strategy),
    ...one("program", "text (hash)", run.graphHash.slice(0, 12), live.graphHash.slice(0, 12)),
    ...(run.program === null || live.program === null
      ? []
      : one("program", "version", run.program, live.program)),
    ...one("capital", "capital", run.capital, live.capital),
    ...parameters(run.parameters, live.parameters),
    ...models(run.models, live.models),
  ];
}

function one(
  kind: Setting["kind"],
  what: string,
  run: string | number | null,
  live: string | number | null,
): readonly Setting[] {
  return run === live ? [] : [{ kind, what, run, live }];
}

function parameters(run: Configured["parameters"], live: Configured["parameters"]): readonly Setting[] {
  const names = [...new Set([...Object.keys(run), ...Object.keys(live)])];
  return names.flatMap((name) =>
    one("parameter", `parameter ${name}`, run[name] ?? null, live[name] ?? null),
  );
}

function models(run: readonly ComparedModel[], live: readonly ComparedModel[]): readonly Setting[] {
  const names = [...new Set([...run, ...live].map(({ name }) => name))];
  return names.flatMap((name) => {
    const [own, other] = [run, live].map((side) => side.find((model) => model.name === name));
    if (own !== undefined && other !== undefined && isSame(own, other)) return [];
    return [{ kind: "model" as const, what: `model ${name}`, run: shown(own), live: shown(other) }];
  });
}

/** By their files where both are known; one id may have stood for another model when the run was made. */
const isSame = (one: ComparedModel, other: ComparedModel): boolean =>
  one.hash !== null && other.hash !== null ? one.hash === other.hash : one.id === other.id;

const shown = (model: ComparedModel | undefined): string | null =>
  model === undefined ? null : model.hash === null ? model.id : `${model.id} (${model.hash.slice(0, 8)})`;
