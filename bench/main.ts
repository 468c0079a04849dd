import { benchCold } from "./cold.js";
import { benchCompile } from "./compile-time.js";
import { benchEditor } from "./editor.js";
import { benchKernels } from "./kernels.js";
import { benchMemory } from "./memory.js";
import { benchW2 } from "./w2.js";

/**
 * `npm run bench [name…]`: every benchmark, or the named ones. All run beside a hand-written JavaScript version of the
 * same work, or another run of the same program, in the same session: machines are noisy, only the ratios count.
 */
const benchmarks: Readonly<Record<string, () => void>> = {
  kernels: benchKernels,
  w2: benchW2,
  compile: benchCompile,
  cold: benchCold,
  editor: benchEditor,
  memory: benchMemory,
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in benchmarks));
if (unknown.length > 0) {
  process.stderr.write(
    `no benchmark is named ${unknown.join(", ")}; there are ${Object.keys(benchmarks).join(", ")}\n`,
  );
  process.exit(2);
}
for (const [name, run] of Object.entries(benchmarks)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n${name}`);
  run();
}
