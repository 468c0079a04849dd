// Makes a fresh clone ready with Node's own modules alone, then runs a job. Silent and instant when nothing is to do.
//   node bootstrap.mjs start|test|check|bench|editors|playground|accuracy|prove|torture|build|ready
import { spawnSync } from "node:child_process";
import { createHash, randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = import.meta.dirname;
const inRoot = (...segments) => join(root, ...segments);

/** Runs a step; its output is shown only when it fails, unless the step is the job itself. */
function step(title, command, args, { show = false, environment = {} } = {}) {
  if (title) process.stderr.write(`${title} …\n`);
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 28,
    shell: process.platform === "win32",
  });
  if (result.status === 0) return;
  if (!show) process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
  const reason = result.error ? result.error.message : `exit code ${result.status ?? result.signal}`;
  process.stderr.write(`${title || [command, ...args].join(" ")}: failed (${reason})\n`);
  process.exit(result.status || 3);
}

const tool = (path, ...args) => [process.execPath, [inRoot("node_modules", path), ...args]];

function* filesBelow(folder, wanted) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "node_modules" && entry.name !== "build") yield* filesBelow(path, wanted);
    } else if (wanted(entry.name)) yield path;
  }
}

/** Identity of a set of sources: names, sizes and times of change. */
function fingerprint(folders, wanted) {
  const hash = createHash("sha256").update(process.version);
  for (const folder of folders) {
    const place = inRoot(folder);
    if (!existsSync(place)) continue;
    const paths = statSync(place).isDirectory() ? [...filesBelow(place, wanted)].sort() : [place];
    for (const path of paths) {
      const { size, mtimeMs } = statSync(path);
      hash.update(`${path}\0${size}\0${mtimeMs}\n`);
    }
  }
  return hash.digest("hex");
}

/** Does the work unless it was done for just this identity; the stamp is written only after success. */
function unlessDone(stampPath, identity, work) {
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8") === identity) return;
  rmSync(stampPath, { force: true });
  work();
  mkdirSync(join(stampPath, ".."), { recursive: true });
  writeFileSync(stampPath, identity);
}

function install() {
  const identity = createHash("sha256")
    .update(readFileSync(inRoot("package-lock.json")))
    .update(`${process.version} ${process.platform} ${process.arch}`)
    .digest("hex");
  unlessDone(inRoot("node_modules", ".nailsage-installed"), identity, () =>
    step("Installing packages", process.platform === "win32" ? "npm.cmd" : "npm", ["ci", "--loglevel=error"]),
  );
}

function buildKernels() {
  const configurations = ["asconfig.json", "asconfig.learning.json"];
  const identity = fingerprint(["kernels/assembly", ...configurations, "package-lock.json"], (name) =>
    name.endsWith(".ts"),
  );
  unlessDone(inRoot("kernels", "build", ".stamp"), identity, () => {
    step("Compiling kernels", ...tool("assemblyscript/bin/asc.js", "--target", "release"));
    // What learns has a memory that threads share, which a module declares for all its functions.
    const config = ["--config", "asconfig.learning.json", "--target", "release"];
    step("", ...tool("assemblyscript/bin/asc.js", ...config));
  });
}

function buildProgram() {
  const folders = [
    "lang",
    "kernels",
    "compiler",
    "runtime",
    "cli",
    "editor",
    "dashboard",
    "stdlib",
    "bench",
    "index.ts",
    "tsconfig.json",
    "bundle.mjs",
    "package.json",
    "package-lock.json",
  ];
  const identity = fingerprint(
    folders,
    (name) => /\.(tsx?|js|mjs|cjs|css|html|json|sage)$/.test(name) && !name.endsWith(".test.ts"),
  );
  unlessDone(inRoot("dist", ".stamp"), identity, () => {
    step("Building NailSage", process.execPath, [inRoot("bundle.mjs")]);
    step("", ...tool("typescript/bin/tsc", "-p", "tsconfig.types.json"));
  });
}

/** Everything that a job needs, made when it is missing or older than its sources. */
export function ready() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    process.stderr.write(
      `NailSage needs Node 20.19 or newer; this is ${process.version}. Get one from nodejs.org.\n`,
    );
    process.exit(3);
  }
  install();
  buildKernels();
  buildProgram();
}

function check() {
  step("Types", ...tool("typescript/bin/tsc", "-p", "tsconfig.json", "--noEmit"));
  step("", ...tool("typescript/bin/tsc", "-p", "editor/browser"));
  step("", ...tool("typescript/bin/tsc", "-p", "dashboard/studio"));
  step("", ...tool("typescript/bin/tsc", "-p", "dashboard"));
  step("Lint", ...tool("oxlint/bin/oxlint", "--deny-warnings"));
  step("Format", ...tool("prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."));
}

/** Runs vitest and closes with one plain line of counts. */
function test(args) {
  const report = inRoot(".sage", "tests.json");
  const [command, parameters] = tool(
    "vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...args,
  );
  const { status } = spawnSync(command, parameters, { cwd: root, stdio: "inherit" });
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, "utf8"));
    console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
  }
  process.exit(status ?? 1);
}

if (process.argv[1] && import.meta.filename === join(process.argv[1])) {
  const [job = "ready", ...args] = process.argv.slice(2);
  ready();
  const node = (file, ...rest) => step("", process.execPath, [inRoot(file), ...rest], { show: true });
  /** Tests that look longer when they are asked to. */
  const long = (...files) => {
    process.env["NAILSAGE_LONG"] = "1";
    test(["--testTimeout=1800000", ...files]);
  };
  const jobs = {
    ready: () => {},
    build: () => {},
    start: () => node("cli/bin/sage.js", "run", "strategies/ema_cross.sage", ...args),
    check,
    test: () => {
      check();
      test(args);
    },
    bench: () => node("dist/bench/main.js", ...args),
    editors: () => node("editor/package.mjs"),
    playground: () => node("dashboard/studio/bundle.mjs"),
    prove: () => {
      process.env["SAGE_PROPERTY_RUNS"] ??= args[0] ?? "5000";
      // Said before anything can fail, so that what failed can be repeated.
      const seed = (process.env["SAGE_PROPERTY_SEED"] ??= String(randomInt(2 ** 31)));
      console.log(`The seed is ${seed}: SAGE_PROPERTY_SEED=${seed} npm run prove does the same again.`);
      long(
        "runtime/verify",
        "runtime/broker/twin.test.ts",
        "runtime/broker/twin-portfolio.test.ts",
        "runtime/broker/participation-laws.test.ts",
        "runtime/modes/identities.test.ts",
        "runtime/modes/portfolio-laws.test.ts",
      );
    },
    torture: () => long("tests/live-kill.test.ts", "tests/live-soak.test.ts", "tests/live-parity.test.ts"),
    accuracy: () =>
      long("kernels/laws/exactness.test.ts", "kernels/laws/accuracy.test.ts", "runtime/models/learn/trees"),
  };
  if (!(job in jobs)) {
    process.stderr.write(`Unknown job "${job}"; one of ${Object.keys(jobs).join(", ")}.\n`);
    process.exit(2);
  }
  jobs[job]();
}
