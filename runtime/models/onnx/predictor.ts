import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import { RunError } from "../../engine/error.js";
import type { Predictor } from "../predictor.js";
import type { FeatureColumn, TargetColumn } from "../training-rows.js";
import { inspectFile, type ModelFile } from "./file.js";
import { planInputs, type InputPlan } from "./inputs.js";
import { planOutput, type OutputPlan } from "./outputs.js";
import { openSession, reasonOf, type OpenSession } from "./session.js";

/** What a strategy's model must be able to answer. */
export interface ModelSchema {
  readonly features: readonly Pick<FeatureColumn, "name" | "type">[];
  readonly target: Pick<TargetColumn, "name" | "kind" | "classes">;
  /** Identity of what the features compute; a file that says another is refused. Null or left out: not compared. */
  readonly schemaHash?: string | null;
}

export interface OpenedModel {
  readonly predictor: Predictor;
  /** The close of the last bar whose target was learned from, where the file says so. */
  readonly knownUntil: number | null;
  /** It was written by this program. */
  readonly own: boolean;
  /** What a user should know, once. */
  readonly notes: readonly string[];
}

/** Most rows that are asked at once. */
const batchRows = 4096;

/**
 * Rows are asked in whole groups, the last filled up with zeros: what is left over when vectors are worked through
 * several numbers at a time is computed otherwise, and its last bits may differ.
 */
const group = 16;

/**
 * A model file, ready to answer for a strategy's features.
 * @throws RunError (SAGE8340–8347) where the file is damaged or does not fit
 */
export async function openPredictor(file: ModelFile, schema: ModelSchema): Promise<OpenedModel> {
  const inspected = inspectFile(file);
  const { properties } = inspected;
  refuseOtherFeatures(file.name, properties.schemaHash, schema.schemaHash ?? null);
  const inputs = planInputs(inspected, schema.features);
  const output = planOutput(inspected, schema.target);
  const opened = await openSession(file.name, inspected.bytes);
  const fractions = inputs.tensors.every(({ type }) => type === "float32" || type === "float64");
  const takesMissing = inspected.takesMissing && fractions;
  const predictor = new OnnxPredictor(file, schema, opened, { inputs, output, takesMissing });
  return {
    predictor,
    knownUntil: properties.knownUntil,
    own: properties.own,
    notes: inputs.note === null ? [] : [inputs.note],
  };
}

function refuseOtherFeatures(name: string, found: string | null, wanted: string | null): void {
  if (found === null || wanted === null || found === wanted) return;
  throw new RunError(
    "SAGE8346",
    `${name} has learned features that are computed otherwise than those of the strategy (${found.slice(0, 12)}, not ${wanted.slice(0, 12)}).`,
    "Use the text of the strategy that it was trained with, or train again with `sage train`.",
  );
}

interface Plans {
  readonly inputs: InputPlan;
  readonly output: OutputPlan;
  readonly takesMissing: boolean;
}

/** Asks one file through onnxruntime. */
class OnnxPredictor implements Predictor {
  readonly features: readonly string[];
  readonly outputs: number;
  readonly hash: string;
  readonly #name: string;
  readonly #kind: TargetColumn["kind"];
  readonly #session: InferenceSession;
  readonly #tensor: typeof Tensor;
  readonly #plans: Plans;

  constructor(
    { name, bytes }: ModelFile,
    schema: ModelSchema,
    { session, Tensor }: OpenSession,
    plans: Plans,
  ) {
    this.features = schema.features.map((feature) => feature.name);
    this.outputs = schema.target.kind === "classes" ? 1 + schema.target.classes.length : 1;
    this.hash = bytesToHex(sha256(bytes));
    this.#name = name;
    this.#kind = schema.target.kind;
    this.#session = session;
    this.#tensor = Tensor;
    this.#plans = plans;
  }

  async predict(columns: readonly Float32Array[], count: number): Promise<readonly Float64Array[]> {
    const answers = Array.from({ length: this.outputs }, () => new Float64Array(count));
    const { rows } = this.#plans.inputs;
    const most = rows ?? batchRows;
    for (let from = 0; from < count; from += most) {
      const asked = Math.min(most, count - from);
      await this.#ask(columns, from, asked, rows ?? Math.ceil(asked / group) * group, answers);
    }
    if (!this.#plans.takesMissing) forgetMissing(columns, count, answers);
    return answers;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #ask(
    columns: readonly Float32Array[],
    from: number,
    count: number,
    rows: number,
    answers: readonly Float64Array[],
  ): Promise<void> {
    const { inputs, output } = this.#plans;
    const feeds = Object.fromEntries(
      inputs.tensors.map((input) => [input.name, this.#fill(input, columns, from, count, rows)]),
    );
    const wanted = output.label === null ? [output.name] : [output.name, output.label];
    const results = await this.#run(feeds, wanted);
    const table = results[output.name];
    const values = table?.data;
    if (table === undefined || !(values instanceof Float32Array || values instanceof Float64Array))
      throw this.#failed(`its output \`${output.name}\` is no table of numbers.`);
    const width = values.length / rows;
    if (!Number.isInteger(width)) throw this.#failed(`it gave ${values.length} numbers for ${rows} rows.`);
    const places = output.columnsOf(width);
    const shift = this.#kind === "classes" ? 1 : 0;
    for (const [k, place] of places.entries()) {
      const answer = answers[k + shift];
      if (answer === undefined) continue;
      for (let row = 0; row < count; row++) answer[from + row] = values[row * width + place] ?? Number.NaN;
    }
    if (shift === 1) this.#classes(answers, from, count, results[output.label ?? ""]);
  }

  /** The most probable class: as the file says it, or the first of those with the largest probability. */
  #classes(answers: readonly Float64Array[], from: number, count: number, label: Tensor | undefined): void {
    const [chosen, ...probabilities] = answers;
    const given = label?.data;
    if (chosen === undefined) return;
    for (let row = from; row < from + count; row++) {
      let best = given instanceof BigInt64Array ? Number(given[row - from]) : 0;
      if (given === undefined)
        for (const [k, probability] of probabilities.entries())
          if ((probability[row] ?? 0) > (probabilities[best]?.[row] ?? 0)) best = k;
      chosen[row] = Number.isNaN(probabilities[best]?.[row]) ? Number.NaN : best;
    }
  }

  #fill(
    { type, columns: places, flat }: InputPlan["tensors"][number],
    columns: readonly Float32Array[],
    from: number,
    count: number,
    rows: number,
  ): Tensor {
    const width = places.length;
    const values = new Float32Array(rows * width);
    const wanted = places.map((place) => {
      const column = columns[place];
      if (column === undefined) throw new RangeError(`there is no column ${place}`);
      return column.subarray(from, from + count);
    });
    layRows(wanted, values, count);
    const dimensions = flat ? [rows] : [rows, width];
    switch (type) {
      case "float32":
        return new this.#tensor("float32", values, dimensions);
      case "float64":
        return new this.#tensor("float64", Float64Array.from(values), dimensions);
      case "int64":
        return new this.#tensor("int64", BigInt64Array.from(values, whole), dimensions);
      case "int32":
        return new this.#tensor("int32", Int32Array.from(values), dimensions);
      case "bool":
        return new this.#tensor("bool", Uint8Array.from(values), dimensions);
    }
  }

  async #run(feeds: Readonly<Record<string, Tensor>>, wanted: readonly string[]) {
    try {
      return await this.#session.run(feeds, [...wanted]);
    } catch (error) {
      throw this.#failed(reasonOf(error));
    }
  }

  #failed(reason: string): RunError {
    return new RunError(
      "SAGE8348",
      `${this.#name} failed while it was asked: ${reason}`,
      "Try it in the program that exported it with the same numbers; export it again.",
    );
  }
}

/** Rows that are laid out together: few enough that they stay in the first-level cache while each column is. */
const tileRows = 64;

/** Columns as rows, one after another. */
function layRows(columns: readonly Float32Array[], rows: Float32Array, count: number): void {
  const width = columns.length;
  for (let first = 0; first < count; first += tileRows) {
    const end = Math.min(count, first + tileRows);
    for (let k = 0; k < width; k++) {
      const column = columns[k] ?? rows;
      for (let row = first, at = first * width + k; row < end; row++, at += width)
        rows[at] = column[row] ?? 0;
    }
  }
}

/** A missing whole number has none; where it matters the row's answer is missing too. */
const whole = (value: number): bigint => (Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n);

/** Rows with a missing feature have no answer. */
function forgetMissing(
  columns: readonly Float32Array[],
  count: number,
  answers: readonly Float64Array[],
): void {
  for (let row = 0; row < count; row++)
    if (columns.some((column) => Number.isNaN(column[row])))
      for (const answer of answers) answer[row] = Number.NaN;
}
