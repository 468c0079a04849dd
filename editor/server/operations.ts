import { catalogue } from "../../compiler/catalogue.js";
import { findLabel } from "../../compiler/models/labels.js";
import type { FunctionDeclaration, Source, TypeAnnotation } from "../../lang/index.js";

type Operation = NonNullable<ReturnType<typeof catalogue.find>>;

/** One argument of a function as it is written in its signature. */
export interface SignaturePart {
  readonly name: string;
  readonly label: string;
  readonly documentation: string;
}

export interface Signature {
  readonly name: string;
  readonly parts: readonly SignaturePart[];
  readonly result: string;
  readonly documentation: string;
}

export const findCallable = (name: string): Operation | undefined => {
  const operation = catalogue.find(name) ?? findLabel(name)?.operation;
  return operation?.surface === "call" ? operation : undefined;
};

export function operationSignature(operation: Operation, name = operation.name): Signature {
  const parts: SignaturePart[] = operation.inputs.map((input) => ({
    name: input.name,
    label: input.name,
    documentation: input.summary,
  }));
  for (const parameter of operation.parameters) {
    parts.push({
      name: parameter.name,
      label: parameterLabel(parameter),
      documentation: parameter.summary,
    });
  }
  const [only] = operation.outputs;
  const result =
    operation.outputs.length === 1
      ? only.type === "truth"
        ? "yes/no"
        : only.type
      : `{ ${operation.outputs.map((output) => output.name).join(", ")} }`;
  return { name, parts, result, documentation: operation.summary };
}

function parameterLabel(parameter: Operation["parameters"][number]): string {
  if (parameter.kind === "choice") return `${parameter.name}: ${parameter.choices.join(" or ")}`;
  const kind = parameter.kind === "length" ? "bars" : "number";
  const fallback = parameter.fallback === undefined ? "" : ` = ${parameter.fallback}`;
  return `${parameter.name}: ${kind}${fallback}`;
}

export function functionSignature(
  declaration: FunctionDeclaration,
  source: Source,
  name = declaration.name.text,
): Signature {
  const text = ({ start, end }: { start: number; end: number }) =>
    source.text.slice(start, end).replaceAll(/\s+/g, " ");
  return {
    name,
    parts: declaration.parameters.map((each) => ({
      name: each.name.text,
      label: text(each.span),
      documentation: "",
    })),
    result: declaration.result === undefined ? "" : describeType(declaration.result),
    documentation: declaration.documentation,
  };
}

function describeType(type: TypeAnnotation): string {
  if (type.kind === "named type") return `${type.name.text}${type.optional ? "?" : ""}`;
  return `{ ${type.fields.map((field) => `${field.name.text}: ${describeType(field.type)}`).join(", ")} }`;
}

export function showSignature({ name, parts, result }: Signature): string {
  const back = result === "" ? "" : ` -> ${result}`;
  return `${name}(${parts.map((part) => part.label).join(", ")})${back}`;
}

/** What the catalogue says of an operation, as Markdown: meaning, formula, arguments, source. */
export function operationCard(operation: Operation, name = operation.name): readonly string[] {
  const bar = operation.bar.length === 0 ? [] : [`reads the bar's ${operation.bar.join(", ")}`];
  const outputs =
    operation.outputs.length === 1
      ? []
      : operation.outputs.map((output) => `- \`.${output.name}\`: ${output.summary}`);
  return [
    codeBlock(showSignature(operationSignature(operation, name))),
    operation.summary,
    `\`${operation.formula}\``,
    [
      ...[...operation.inputs, ...operation.parameters].map((each) => `- \`${each.name}\`: ${each.summary}`),
      ...outputs,
    ].join("\n"),
    ...bar,
    `Source: ${operation.source}`,
  ].filter((part) => part !== "");
}

export const codeBlock = (text: string): string => `\`\`\`sage\n${text}\n\`\`\``;
