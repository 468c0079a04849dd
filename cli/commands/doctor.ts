import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { SageCommand } from "../command.js";
import { exitCodes } from "../failure.js";
import { paint } from "../terminal.js";
import { packageRoot } from "../../runtime/package-root.js";

interface Finding {
  readonly what: string;
  readonly well: boolean;
  readonly says: string;
}

export default class Doctor extends SageCommand {
  static override description =
    "Check that this machine has all that NailSage needs, and say what to do where it has not.";
  static override examples = ["sage doctor"];

  override async run(): Promise<void> {
    const { flags } = await this.parse(Doctor);
    const findings = [node(), await kernels(), await duckdb(), await compiler(), folder()];
    if (flags.json) this.printJson({ schema: "sage.doctor/1", findings });
    else {
      const colours = paint(process.stdout);
      for (const { what, well, says } of findings) {
        this.print(`${well ? colours.green("ok  ") : colours.red("bad ")}  ${what.padEnd(10)}  ${says}`);
      }
    }
    if (findings.some(({ well }) => !well)) process.exitCode = exitCodes.environment;
  }
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const well = major > 20 || (major === 20 && minor >= 19);
  return { what: "node", well, says: `${process.version}${well ? "" : "; 20.19 or newer is needed"}` };
}

/** Loads a part and tells how that went. */
async function attempt(what: string, work: () => Promise<string>): Promise<Finding> {
  try {
    return { what, well: true, says: await work() };
  } catch (error) {
    return { what, well: false, says: error instanceof Error ? error.message : String(error) };
  }
}

const kernels = () =>
  attempt("kernels", async () => {
    const path = join(packageRoot, "kernels", "build", "kernels.wasm");
    if (!existsSync(path)) throw new Error(`${path} is missing; in a clone \`npm start\` builds it`);
    const { operations } = await import("../../kernels/catalog/index.js");
    const { loadKernelModule } = await import("../../runtime/index.js");
    loadKernelModule();
    return `${operations.length} operations`;
  });

const duckdb = () =>
  attempt("duckdb", async () => {
    const { version } = await import("@duckdb/node-api");
    return `${version()} (reads CSV and Parquet)`;
  });

const compiler = () =>
  attempt("compiler", async () => {
    const { readSource } = await import("../sources.js");
    const { compile } = await import("../../compiler/index.js");
    const { graph } = compile(readSource(join(packageRoot, "strategies", "ema_cross.sage")));
    if (graph === null) throw new Error("the bundled strategy does not compile");
    return `${graph.nodes.length} nodes from the bundled strategy`;
  });

function folder(): Finding {
  const what = "folder";
  try {
    accessSync(".", constants.W_OK);
    return { what, well: true, says: `${process.cwd()} can be written: runs and imported data go to .sage/` };
  } catch {
    return {
      what,
      well: false,
      says: `${process.cwd()} cannot be written; set SAGE_HOME to a folder that can`,
    };
  }
}
