import { RunError } from "../../engine/error.js";
import type { TargetColumn } from "../training-rows.js";
import type { InspectedFile } from "./file.js";
import { elementTypes, type ValueMessage } from "./protocol.js";

type Target = Pick<TargetColumn, "name" | "kind" | "classes">;

/** Which output is read, and how. */
export interface OutputPlan {
  readonly name: string;
  /** Columns of the output that are read, in the order of the answers; of a width that is not said, settled when it is seen. */
  readonly columnsOf: (width: number) => readonly number[];
  /** The output that says the most probable class; null: it is found among the probabilities. */
  readonly label: string | null;
}

/**
 * Chooses the output that says what the target asks for.
 * @throws RunError (SAGE8343, SAGE8344)
 */
export function planOutput(file: InspectedFile, target: Target): OutputPlan {
  refuseOtherTarget(file, target);
  const numbers = file.outputs.filter(isNumbers);
  const fitting = numbers.filter((output) => fits(widthOf(output), target));
  const named = fitting.find(({ name }) => /prob/i.test(name));
  const chosen = (target.kind === "regression" ? undefined : named) ?? fitting[0];
  if (chosen === undefined) throw unfitting(file, numbers, target);
  const columnsOf = (width: number) => columnsFor(file, target, width);
  const width = widthOf(chosen);
  if (width !== null) columnsOf(width);
  const label = file.properties.own && target.kind === "classes" ? "label" : null;
  return { name: chosen.name, columnsOf, label };
}

const isNumbers = ({ type }: ValueMessage): boolean =>
  type?.tensor?.element === elementTypes.float || type?.tensor?.element === elementTypes.double;

/** Columns of an output; null: not said. */
function widthOf({ type }: ValueMessage): number | null {
  const dimensions = type?.tensor?.shape?.dimensions;
  if (dimensions === undefined) return null;
  if (dimensions.length === 1) return 1;
  const size = dimensions.at(-1)?.size;
  return size === undefined || size <= 0 ? null : size;
}

function fits(width: number | null, { kind, classes }: Target): boolean {
  if (width === null) return true;
  switch (kind) {
    case "binary":
      return width <= 2;
    case "classes":
      return width === classes.length;
    case "regression":
      return width === 1;
  }
}

function columnsFor(file: InspectedFile, target: Target, width: number): readonly number[] {
  if (!fits(width, target)) throw otherClasses(file, `${width}`, target);
  switch (target.kind) {
    case "regression":
      return [0];
    case "binary": {
      const place = file.labels?.indexOf(target.name) ?? -1;
      return [width === 1 ? 0 : place >= 0 ? place : 1];
    }
    case "classes": {
      const { labels } = file;
      if (labels === null) return target.classes.map((_, place) => place);
      const places = target.classes.map((name) => labels.indexOf(name));
      if (places.includes(-1)) throw otherClasses(file, labels.join(", "), target);
      return places;
    }
  }
}

function unfitting(file: InspectedFile, numbers: readonly ValueMessage[], target: Target): RunError {
  const widths = numbers.map(widthOf).filter((width) => width !== null);
  const most = Math.max(...widths);
  if (target.kind !== "regression" && most > 1) return otherClasses(file, `${most}`, target);
  const found = file.outputs.map(({ name }) => `\`${name}\``).join(", ");
  const wanted = {
    binary: "a probability",
    classes: "a probability for each class",
    regression: "a number",
  }[target.kind];
  return new RunError(
    "SAGE8343",
    `${file.name} does not give ${wanted} for \`${target.name}\`; its outputs are ${found}.`,
    target.kind === "regression"
      ? "Give a model that was trained on numbers, or a target that is a condition or classes."
      : "Export the probabilities as well, not the label alone.",
  );
}

function otherClasses(file: InspectedFile, found: string, target: Target): RunError {
  const own =
    target.kind === "binary"
      ? `true or not: \`${target.name}\``
      : `${target.classes.length}: ${target.classes.join(", ")}`;
  return new RunError(
    "SAGE8344",
    `The classes of ${file.name} are ${found}; those of the strategy's target are ${own}.`,
    "Give a target with the classes that the model was trained on, in their order.",
  );
}

function refuseOtherTarget(file: InspectedFile, target: Target): void {
  const { targetKind, classes, own } = file.properties;
  if (!own || targetKind === null) return;
  if (targetKind !== target.kind)
    throw new RunError(
      "SAGE8343",
      `${file.name} was trained on a target of the kind ${targetKind}; \`${target.name}\` is of the kind ${target.kind}.`,
      "Train again with `sage train`, or give the file that belongs to this target.",
    );
  const same =
    classes?.length === target.classes.length && classes.every((name, k) => name === target.classes[k]);
  if (target.kind === "classes" && !same) throw otherClasses(file, classes?.join(", ") ?? "others", target);
}
