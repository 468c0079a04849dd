import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import type { OpenedFolder } from "./folder.js";
import { StudioError } from "./studio-error.js";

/** How the sage program is started: the program, and what stands before the words of a command. */
export interface SageProgram {
  readonly file: string;
  readonly words: readonly string[];
}

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/);

/** Long work that the page asks for. Every word of the command is made of these values, and of nothing else. */
export const workSchema = z.object({
  kind: z.enum(["train", "walk-forward", "search"]),
  /** A strategy of the folder, and data of it; null: the bundled sample. */
  path: z.string(),
  data: z.string().nullable(),
  strategy: identifier,
  capital: z.number().positive(),
  values: z.record(identifier, z.number()),
  ranges: z.record(identifier, z.object({ low: z.number(), high: z.number(), step: z.number() })),
  sampler: z.enum(["grid", "random", "latin", "tpe"]),
  trials: z.int().positive(),
  optimise: z.string().max(500),
  constraint: z.string().max(500),
});

export type Work = z.infer<typeof workSchema>;

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), help: z.string().nullable() }),
});

/** After so many milliseconds a work that was asked to stop is ended. */
const patience = 5000;
const largestOutput = 64 * 1024 * 1024;

/** The server's long work: the commands of the program itself, one at a time, stopped when the page goes. */
export class StudioWork {
  readonly #program: SageProgram;
  readonly #folder: OpenedFolder;
  #child: ChildProcess | undefined;

  constructor(program: SageProgram, folder: OpenedFolder) {
    this.#program = program;
    this.#folder = folder;
  }

  /**
   * Does a work, and tells of it line by line: `progress` now and then, at the end `result` or `failure`.
   * @param begin called once nothing stands in the way
   * @throws StudioError SAGE8615, SAGE8616, SAGE8622 before anything has been told
   */
  async serve(work: Work, response: ServerResponse, begin: () => void): Promise<void> {
    if (this.#child !== undefined)
      throw new StudioError("SAGE8622", "Another work is on its way.", "Wait for it, or cancel it.");
    const out = mkdtempSync(join(tmpdir(), "sage-studio-"));
    try {
      const words = wordsOf(work, this.#folder, out);
      begin();
      const child = spawn(this.#program.file, [...this.#program.words, ...words], {
        env: { ...process.env, SAGE_PROGRESS: "json" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      this.#child = child;
      response.on("close", () => stop(child));
      const answer = await follow(child, (line) => void response.write(`${line}\n`));
      response.end(`${JSON.stringify({ ...answer, equity: equityOf(out) })}\n`);
    } finally {
      this.#child = undefined;
      rmSync(out, { recursive: true, force: true });
    }
  }

  close(): void {
    if (this.#child !== undefined) stop(this.#child);
  }
}

function stop(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  setTimeout(() => child.kill("SIGKILL"), patience).unref();
}

/** The command line of a work; the file and the data must lie in the folder. */
function wordsOf(work: Work, folder: OpenedFolder, out: string): readonly string[] {
  const { kind, path, data, strategy, capital, values, ranges } = work;
  // Read once, so that a path outside is refused before anything is started.
  folder.read(path);
  const searched = Object.entries(ranges).filter(([, { low, high, step }]) => low < high && step > 0);
  const fixed = Object.entries(values).filter(([name]) => kind === "train" || !(name in ranges));
  const shared = [
    join(folder.root, path),
    "--json",
    `--strategy=${strategy}`,
    `--capital=${capital}`,
    ...(data === null ? [] : [`--data=${folder.dataPath(data)}`]),
    ...fixed.flatMap(([name, value]) => ["--set", `${name}=${value}`]),
  ];
  if (kind === "train") return ["train", ...shared];
  if (kind === "walk-forward") return ["run", ...shared, "--mode=walk-forward", `--out=${out}`, "--csv"];
  return [
    "search",
    ...shared,
    "--top=500",
    `--sampler=${work.sampler}`,
    ...(work.sampler === "grid" ? [] : [`--trials=${work.trials}`]),
    `--optimise=${work.optimise}`,
    ...(work.constraint.trim() === "" ? [] : [`--constraint=${work.constraint}`]),
    ...searched.flatMap(([name, { low, high, step }]) => ["--param", `${name}=${low}..${high}:${step}`]),
  ];
}

type Answer = { readonly result: unknown } | { readonly failure: z.infer<typeof errorSchema>["error"] };

/** Passes on what the command says of how far it is, until it ends; then what it printed. */
async function follow(child: ChildProcess, tell: (line: string) => void): Promise<Answer> {
  const printed: Buffer[] = [];
  let length = 0;
  let said = "";
  child.stdout?.on("data", (part: Buffer) => {
    length += part.length;
    if (length > largestOutput) child.kill("SIGKILL");
    else printed.push(part);
  });
  if (child.stderr !== null)
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (line.startsWith('{"progress":')) tell(line);
      else if (line.trim() !== "") said = line.slice(0, 400);
    });
  const exit = await new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  const value = parsed(Buffer.concat(printed).toString("utf8"));
  const refused = errorSchema.safeParse(value);
  if (refused.success) return { failure: refused.data.error };
  if (exit === 0 && value !== null) return { result: value };
  return {
    failure: {
      code: "SAGE8623",
      message: said === "" ? "The command ended without a word." : said,
      help: "Try the same on the command line: it says more.",
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Points of a curve that are sent: more are not drawn. */
const mostPoints = 3000;

/** The chained equity that a walk-forward has written; null where it has not. */
function equityOf(
  out: string,
): { readonly time: readonly number[]; readonly value: readonly number[] } | null {
  let text: string;
  try {
    text = readFileSync(join(out, "oos_equity.csv"), "utf8");
  } catch {
    return null;
  }
  const [head = "", ...lines] = text.trim().split("\n");
  const names = head.trim().split(",");
  const [at, which] = [names.indexOf("time"), names.indexOf("equity")];
  const each = Math.max(1, Math.ceil(lines.length / mostPoints));
  const rows = lines
    .filter((_, k) => k % each === 0 || k === lines.length - 1)
    .map((line) => line.split(","));
  const moment = (cell: string): number => (/^\d+$/.test(cell) ? Number(cell) : Date.parse(cell));
  return {
    time: rows.map((cells) => moment(cells[at] ?? "")),
    value: rows.map((cells) => Number(cells[which])),
  };
}
