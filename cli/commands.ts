import Check from "./commands/check.js";
import Compile from "./commands/compile.js";
import DataCheck from "./commands/data/check.js";
import DataDescribe from "./commands/data/describe.js";
import DataImport from "./commands/data/import.js";
import DataSynth from "./commands/data/synth.js";
import Doctor from "./commands/doctor.js";
import Eval from "./commands/eval.js";
import Explain from "./commands/explain.js";
import Format from "./commands/fmt.js";
import New from "./commands/new.js";
import Report from "./commands/report.js";
import Run from "./commands/run.js";
import Why from "./commands/why.js";

/** Every command by the words that call it. */
export const commands = {
  check: Check,
  compile: Compile,
  "data:check": DataCheck,
  "data:describe": DataDescribe,
  "data:import": DataImport,
  "data:synth": DataSynth,
  doctor: Doctor,
  eval: Eval,
  explain: Explain,
  fmt: Format,
  new: New,
  report: Report,
  run: Run,
  why: Why,
};
