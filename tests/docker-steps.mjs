// Runs the steps of the Dockerfile in order, in an empty folder, where no container engine is at hand: COPY copies, RUN runs
// a shell, and the result is started as a user without rights on a tree that it cannot write. Needs root, for that user.
//   node tests/docker-steps.mjs
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..");
const nobody = "65534";

/** Steps as `{verb, rest}`; continued lines are one. */
export function readSteps(text) {
  return text
    .replaceAll(/\\\n/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [verb = "", ...rest] = line.trim().split(/\s+/);
      return { verb: verb.toUpperCase(), rest: rest.join(" ") };
    });
}

function run(command, words, options) {
  const { status, stdout, stderr } = spawnSync(command, words, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    ...options,
  });
  return { status, output: `${stdout}${stderr}` };
}

/** What git knows and .dockerignore leaves: a fresh clone. */
function copyContext(target) {
  const { output } = run("git", ["ls-files"], { cwd: root });
  for (const path of output.split("\n").filter((one) => one !== "" && existsSync(join(root, one)))) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(root, path), join(target, path));
  }
}

/** Builds all stages below `folder`; returns where the last one lies, and how it is started. */
export function buildStages(steps, folder, say) {
  const stages = new Map();
  const stage = { place: "", workdir: "/", entry: [], environment: {} };
  const inStage = (path) => join(stage.place, path.startsWith("/") ? path : join(stage.workdir, path));
  const verbs = {
    FROM: (rest) => {
      const name = / AS (\S+)$/i.exec(rest)?.[1] ?? "last";
      Object.assign(stage, { place: join(folder, name), workdir: "/", environment: {} });
      stages.set(name, stage.place);
      mkdirSync(stage.place, { recursive: true });
    },
    WORKDIR: (rest) => {
      stage.workdir = rest;
      mkdirSync(inStage("."), { recursive: true });
    },
    ENV: (rest) => {
      const [name, value] = rest.split("=");
      stage.environment[name] = value;
    },
    COPY: (rest) => {
      const words = rest.split(" ");
      const from = words[0].startsWith("--from=") ? words.shift().slice(7) : null;
      const target = words.pop();
      if (from === null && words[0] === ".") return copyContext(inStage(target));
      for (const source of words) {
        const path = from === null ? join(root, source) : join(stages.get(from), source);
        const isFolder = target.endsWith("/");
        cpSync(path, inStage(isFolder ? join(target, source.split("/").at(-1)) : target), {
          recursive: true,
          verbatimSymlinks: true,
        });
      }
    },
    RUN: (rest) => {
      const command = rest
        .replaceAll("node:node", `${nobody}:${nobody}`)
        .replaceAll(/ \/desk/g, ` ${stage.place}/desk`);
      const environment = { ...process.env, ...stage.environment, npm_config_prefer_offline: "true" };
      const { status, output } = run("sh", ["-c", command], { cwd: inStage("."), env: environment });
      if (status !== 0) throw new Error(`RUN ${rest} ended with ${status}: ${output.slice(-3000)}`);
    },
    ENTRYPOINT: (rest) => {
      stage.entry = JSON.parse(rest).map((word) => word.replace(/^\/app/, join(stage.place, "app")));
    },
    USER: () => {},
    VOLUME: () => {},
    HEALTHCHECK: () => {},
    CMD: () => {},
  };
  for (const { verb, rest } of steps) {
    const step = verbs[verb];
    if (step === undefined)
      throw new Error(`the Dockerfile has a step that this script does not know: ${verb}`);
    const started = performance.now();
    step(rest);
    say(`${verb} ${rest}  (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  return stage;
}

/** Runs the built program as somebody who may write nothing but /desk/.sage. */
function tryProgram({ place, entry, environment }, say) {
  const work = join(place, "desk");
  const as = (words) =>
    run("setpriv", [`--reuid=${nobody}`, `--regid=${nobody}`, "--clear-groups", ...words], {
      cwd: work,
      env: { PATH: process.env.PATH, HOME: "/nonexistent", ...environment },
    });
  const expectStatus = (words, wanted, pattern) => {
    const { status, output } = as(words);
    if (status !== wanted || !pattern.test(output))
      throw new Error(`${words.join(" ")} ended with ${status}: ${output.slice(-2000)}`);
    say(`${words.slice(-3).join(" ")}: as it should be`);
  };
  const program = (...words) => [...entry, ...words];
  expectStatus(["touch", join(place, "app", "x")], 1, /denied/);
  expectStatus(["touch", join(work, "x")], 1, /denied/);
  expectStatus(program("--help"), 0, /sage/);
  expectStatus(program("status"), 1, /there is no ledger/);
  expectStatus(program("data", "synth", "--bars", "500", "--out", ".sage/bars.arrow"), 0, /./);
  const strategy = join(place, "app/strategies/ema_cross.sage");
  expectStatus(program("live", strategy, "--feed", "replay:.sage/bars.arrow"), 0, /The replay is over/);
  expectStatus(program("status"), 0, /ema_cross/);
}

if (process.argv[1] === import.meta.filename) {
  const folder = mkdtempSync(join(tmpdir(), "sage-image-"));
  const say = (line) => process.stdout.write(`${line}\n`);
  try {
    chmodSync(folder, 0o755);
    const built = buildStages(readSteps(readFileSync(join(root, "Dockerfile"), "utf8")), folder, say);
    // As `read_only: true` does, with the volume alone writable.
    run("sh", ["-c", "chmod -R a-w app && chown root work && chmod 555 work"], { cwd: built.place });
    tryProgram(built, say);
    say(`size: ${run("du", ["-sh", join(built.place, "app")]).output.split("\t")[0]}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
