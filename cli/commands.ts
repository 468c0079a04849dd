import type { SageCommand } from "./command.js";

type CommandClass = typeof SageCommand &
  (new (...given: ConstructorParameters<typeof SageCommand>) => SageCommand);
type Load = () => Promise<{ readonly default: CommandClass }>;

/** Every command by the words that call it; its module is loaded when it is called. */
export const commands: Readonly<Record<string, Load>> = {
  check: () => import("./commands/check.js"),
  compile: () => import("./commands/compile.js"),
  "data:check": () => import("./commands/data/check.js"),
  "data:describe": () => import("./commands/data/describe.js"),
  "data:import": () => import("./commands/data/import.js"),
  "data:fetch": () => import("./commands/data/fetch.js"),
  "data:synth": () => import("./commands/data/synth.js"),
  completion: () => import("./commands/completion.js"),
  diff: () => import("./commands/diff.js"),
  doctor: () => import("./commands/doctor.js"),
  eval: () => import("./commands/eval.js"),
  explain: () => import("./commands/explain.js"),
  fmt: () => import("./commands/fmt.js"),
  live: () => import("./commands/live.js"),
  "live:resume": () => import("./commands/live/resume.js"),
  "live:backup": () => import("./commands/live/backup.js"),
  "live:stop": () => import("./commands/live/stop.js"),
  lsp: () => import("./commands/lsp.js"),
  "import:pine": () => import("./commands/import/pine.js"),
  models: () => import("./commands/models/list.js"),
  "models:compare": () => import("./commands/models/compare.js"),
  "models:delete": () => import("./commands/models/delete.js"),
  "models:export": () => import("./commands/models/export.js"),
  "models:families": () => import("./commands/models/families.js"),
  "models:lineage": () => import("./commands/models/lineage.js"),
  "models:list": () => import("./commands/models/list.js"),
  "models:promote": () => import("./commands/models/promote.js"),
  "models:show": () => import("./commands/models/show.js"),
  "models:verify": () => import("./commands/models/verify.js"),
  new: () => import("./commands/new.js"),
  report: () => import("./commands/report.js"),
  run: () => import("./commands/run.js"),
  search: () => import("./commands/search.js"),
  status: () => import("./commands/status.js"),
  runs: () => import("./commands/runs.js"),
  "runs:delete": () => import("./commands/runs/delete.js"),
  "runs:show": () => import("./commands/runs/show.js"),
  serve: () => import("./commands/serve.js"),
  studio: () => import("./commands/studio.js"),
  test: () => import("./commands/test.js"),
  token: () => import("./commands/token/list.js"),
  "token:list": () => import("./commands/token/list.js"),
  "token:new": () => import("./commands/token/new.js"),
  "token:revoke": () => import("./commands/token/revoke.js"),
  train: () => import("./commands/train.js"),
  worker: () => import("./commands/worker.js"),
  why: () => import("./commands/why.js"),
};

/** A command as it was called. */
export interface Call {
  run(): Promise<void>;
}

/** The command that the words call (`data import`, `run`); undefined where they call none or ask for help. */
export function findCall(words: readonly string[]): Call | undefined {
  const end = words.indexOf("--");
  if (words.slice(0, end === -1 ? words.length : end).includes("--help")) return undefined;
  for (const length of [2, 1]) {
    const id = words.slice(0, length).join(":");
    const load = Object.hasOwn(commands, id) ? commands[id] : undefined;
    if (load !== undefined) {
      return { run: async () => (await load()).default.start(id, words.slice(length)) };
    }
  }
  return undefined;
}
