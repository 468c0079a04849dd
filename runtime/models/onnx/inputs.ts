import { RunError } from "../../engine/error.js";
import type { InspectedFile } from "./file.js";
import { elementTypes, type ValueMessage } from "./protocol.js";

/** How the features of a strategy get into a model. */
export interface InputPlan {
  /** Each tensor with the features that fill its columns, as places in the strategy's order. */
  readonly tensors: readonly {
    readonly name: string;
    readonly type: "float32" | "float64" | "int64" | "int32" | "bool";
    readonly columns: readonly number[];
    /** Dimensions: rows and columns, or rows alone. */
    readonly flat: boolean;
  }[];
  /** Rows that have to be asked at once; null: any number. */
  readonly rows: number | null;
  /** Said once, where features were matched by their places. */
  readonly note: string | null;
}

interface Feature {
  readonly name: string;
  readonly type: "number" | "truth" | "category";
}

const types = new Map([
  [elementTypes.float as number, "float32"],
  [elementTypes.double, "float64"],
  [elementTypes.int64, "int64"],
  [6, "int32"],
  [elementTypes.bool, "bool"],
] as const);

/**
 * Matches features and inputs: one table by the names that the file gives its columns, or by their places where it gives
 * none; several inputs by their own names.
 * @throws RunError (SAGE8341, SAGE8342)
 */
export function planInputs(file: InspectedFile, features: readonly Feature[]): InputPlan {
  const inputs = file.inputs.map((input) => shapeOf(file, input));
  const [only] = inputs;
  const rows = inputs.find((input) => input.rows !== null)?.rows ?? null;
  if (inputs.length === 1 && only !== undefined && !isNamed(only, features)) {
    const { columns, note } = columnsOf(file, only, features);
    return { tensors: [{ ...only, columns }], rows, note };
  }
  const names = inputs.map(({ name }) => name);
  refuseOthers(file, names, features);
  const tensors = inputs.map((input) => {
    if ((input.width ?? 1) !== 1)
      throw unfit(file, input.name, `${input.width} columns where one feature is one`);
    return { ...input, columns: [features.findIndex(({ name }) => name === input.name)] };
  });
  return { tensors, rows, note: null };
}

const isNamed = (input: InputShape, features: readonly Feature[]): boolean =>
  (input.width ?? 1) === 1 && features.length === 1 && features[0]?.name === input.name;

/** The features that fill the columns of a table. */
function columnsOf(
  file: InspectedFile,
  { name, width }: InputShape,
  features: readonly Feature[],
): { readonly columns: readonly number[]; readonly note: string | null } {
  const names = file.properties.featureNames;
  if (names !== null) {
    refuseOthers(file, names, features);
    return {
      columns: names.map((each) => features.findIndex((feature) => feature.name === each)),
      note: null,
    };
  }
  if (width !== null && width !== features.length)
    throw new RunError(
      "SAGE8341",
      `${file.name} takes ${width} numbers a row; the model has ${features.length} features: ${listed(features)}.`,
      "Write the features that it was trained on, in its order.",
    );
  const note = `${file.name} does not name its columns: \`${name}\` is filled by place with ${listed(features)}; a property \`feature_names\` in the file would make sure.`;
  return { columns: features.map((_, place) => place), note };
}

const listed = (features: readonly Feature[]): string => features.map(({ name }) => name).join(", ");

function refuseOthers(file: InspectedFile, names: readonly string[], features: readonly Feature[]): void {
  const own = features.map(({ name }) => name);
  const missing = names.filter((name) => !own.includes(name));
  const unused = own.filter((name) => !names.includes(name));
  const twice = names.filter((name, k) => names.indexOf(name) !== k);
  if (missing.length + unused.length + twice.length === 0) return;
  const sentences = [
    missing.length > 0 ? `it asks for ${missing.join(", ")}, which the model's features do not have` : "",
    unused.length > 0 ? `it does not take ${unused.join(", ")}` : "",
    twice.length > 0 ? `it names ${twice.join(", ")} twice` : "",
  ].filter((sentence) => sentence !== "");
  throw new RunError(
    "SAGE8341",
    `The inputs of ${file.name} are not the features of the strategy: ${sentences.join("; ")}.`,
    `Its inputs are ${names.join(", ")}: give \`features\` these names, and leave out what it does not take.`,
  );
}

interface InputShape {
  readonly name: string;
  readonly type: InputPlan["tensors"][number]["type"];
  /** Columns; null: not said. */
  readonly width: number | null;
  readonly rows: number | null;
  readonly flat: boolean;
}

function shapeOf(file: InspectedFile, { name, type }: ValueMessage): InputShape {
  const tensor = type?.tensor;
  const element = types.get(tensor?.element ?? 0);
  if (tensor === undefined || element === undefined)
    throw unfit(file, name, "elements that are neither numbers of 32 or 64 bits nor truths");
  const dimensions = tensor.shape?.dimensions ?? [{}, {}];
  if (dimensions.length === 0 || dimensions.length > 2)
    throw unfit(file, name, `${dimensions.length} dimensions`);
  const [rows, columns] = dimensions;
  const flat = dimensions.length === 1;
  return { name, type: element, width: flat ? 1 : sizeOf(columns), rows: sizeOf(rows), flat };
}

const sizeOf = (dimension: { readonly size?: number } | undefined): number | null =>
  dimension?.size === undefined || dimension.size <= 0 ? null : dimension.size;

const unfit = (file: InspectedFile, input: string, found: string) =>
  new RunError(
    "SAGE8342",
    `The input \`${input}\` of ${file.name} has ${found}.`,
    "A model takes one table of numbers, [rows, features], or one column for each feature.",
  );
