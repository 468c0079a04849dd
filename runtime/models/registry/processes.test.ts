import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { withLock } from "./lock.js";
import { listChampions, listModels, promoteModel, registerModel } from "./store.js";
import { sampleModel } from "./testing/sample-model.js";
import { verifyModels } from "./verify-models.js";

const temporary = mkdtempSync(join(tmpdir(), "sage-processes-"));
const program = join(temporary, "registry.mjs");
let folder = "";
let turn = 0;

/** The registry as other programs on this machine use it. */
beforeAll(async () => {
  const text = (path: string) => `export * from ${JSON.stringify(join(import.meta.dirname, path))};`;
  await build({
    stdin: {
      contents: ["index.ts", "lock.ts", "testing/sample-model.ts"].map(text).join(""),
      resolveDir: "/",
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: program,
    logLevel: "error",
  });
});
afterAll(() => rmSync(temporary, { recursive: true }));
beforeEach(() => {
  folder = join(temporary, `models-${++turn}`);
});

const wordsOf = (body: string) => [
  "--input-type=module",
  "--eval",
  `import * as registry from ${JSON.stringify(program)};
   const options = { folder: ${JSON.stringify(folder)} };
   const register = (bytes = 2048) => registry.registerModel(registry.sampleModel(), new Uint8Array(bytes), new Date(), options);
   ${body}`,
];

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});

interface Child {
  readonly process: ChildProcess;
  readonly end: Promise<number | null>;
  readonly said: Promise<void>;
}

/** Another process; `said` when it has first printed something. */
function start(body: string): Child {
  const process = spawn(globalThis.process.execPath, wordsOf(body), { stdio: ["ignore", "pipe", "inherit"] });
  children.add(process);
  return {
    process,
    end: new Promise((resolve) => process.once("exit", resolve)),
    said: new Promise((resolve) => process.stdout?.once("data", () => resolve())),
  };
}

test("programs that store, promote and remove at once lose nothing and see nothing half-done", async () => {
  const child = `
    for (let k = 0; k < 12; k++) {
      const { id } = register();
      const extra = register();
      await registry.promoteModel(id, new Date(), options);
      await registry.deleteModels([extra.id], options);
      const { faults } = registry.verifyModels([id], options);
      if (faults.length > 0) throw new Error(JSON.stringify(faults));
    }`;
  const programs = [start(child), start(child), start(child)];
  expect(await Promise.all(programs.map(({ end }) => end))).toEqual([0, 0, 0]);
  expect(listModels({ folder })).toMatchObject({ damaged: [] });
  expect(listModels({ folder }).models).toHaveLength(36);
  // Every promotion but the last stands among those before: none was overwritten by one that ran beside it.
  const [champion] = listChampions({ folder });
  const ids = [champion?.id, ...(champion?.before ?? []).map(({ id }) => id)];
  expect(ids.toSorted()).toEqual(
    listModels({ folder })
      .models.map(({ id }) => id)
      .toSorted(),
  );
  expect(verifyModels([], { folder })).toEqual({ checked: 36, faults: [] });
  expect(readdirSync(folder).filter((name) => /^\.lock|part$/.test(name))).toHaveLength(1);
});

test("a lock whose holder was killed holds nobody up; one of a living holder is named", async () => {
  const { id } = registerModel(sampleModel(), new Uint8Array(8), new Date(), { folder });
  const holder = start(`registry.withLock(options.folder, () => { console.log("held"); for (;;); });`);
  await holder.said;
  const refused = expect.objectContaining({
    code: "SAGE8366",
    message: `${folder} is locked by process ${holder.process.pid}.`,
  });
  await expect(promoteModel(id, new Date(), { folder, patience: 200 })).rejects.toThrow(refused);
  holder.process.kill("SIGKILL");
  await holder.end;
  await promoteModel(id, new Date(), { folder, patience: 2000 });
  expect(listChampions({ folder }).map((champion) => champion.id)).toEqual([id]);
});

test("only one at a time is inside", async () => {
  let inside = 0;
  const turns = Array.from({ length: 20 }, () =>
    withLock(folder, () => {
      inside++;
      const alone = inside === 1;
      inside--;
      return alone;
    }),
  );
  expect(await Promise.all(turns)).toEqual(turns.map(() => true));
});

test("a program that is killed while it stores leaves no model and no trouble", async () => {
  registerModel(sampleModel(), new Uint8Array(8), new Date(), { folder });
  const writer = start(`register(); console.log("going"); for (;;) register(3e6);`);
  await writer.said;
  await new Promise((resolve) => setTimeout(resolve, 150));
  writer.process.kill("SIGKILL");
  await writer.end;
  const { checked, faults } = verifyModels([], { folder });
  expect(faults).toEqual([]);
  expect(checked).toBeGreaterThan(1);
});

/** Stands for a full disk: the system refuses to let files grow beyond some kilobytes. */
test.skipIf(process.platform === "win32")(
  "a disk that fills while a model is saved leaves what was there",
  () => {
    const { id } = registerModel(sampleModel(), new Uint8Array(8), new Date(), { folder });
    const body = `
    try { register(1e6); } catch ({ code, message }) { console.log(code, message); process.exit(7); }`;
    const words = wordsOf(body).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const { status, stdout } = spawnSync(
      "bash",
      ["-c", `ulimit -f 64; '${process.execPath}' ${words.join(" ")}`],
      {
        encoding: "utf8",
      },
    );
    expect({ status, stdout }).toMatchObject({
      status: 7,
      stdout: expect.stringMatching(/^SAGE8114 .*could not be written/),
    });
    expect(readdirSync(folder)).toEqual([id]);
    expect(verifyModels([], { folder })).toEqual({ checked: 1, faults: [] });
  },
);
