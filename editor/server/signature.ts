import { MarkupKind, type SignatureHelp } from "vscode-languageserver";
import { cursorAt } from "./cursor.js";
import { findFunction } from "./modules.js";
import type { Document } from "./document.js";
import { findCallable, functionSignature, operationSignature, type Signature } from "./operations.js";

/** The arguments of the call around a place, and which of them is being written; null for none that fits. */
export function signatureAt(document: Document, offset: number): SignatureHelp | null {
  const { call, quiet } = cursorAt(document.source, offset);
  if (call === undefined || quiet) return null;
  const signature = signatureOf(document, call.callee);
  if (signature === undefined) return null;
  const named = signature.parts.findIndex(({ name }) => name === call.named);
  const byPlace = call.argument < signature.parts.length ? call.argument : null;
  const head = `${signature.name}(`;
  let column = head.length;
  const parameters = signature.parts.map(({ label, documentation }) => {
    const start = column;
    column += label.length + 2;
    return { label: [start, start + label.length] satisfies [number, number], documentation };
  });
  const back = signature.result === "" ? "" : ` -> ${signature.result}`;
  const label = `${head}${signature.parts.map((part) => part.label).join(", ")})${back}`;
  const documentation = { kind: MarkupKind.Markdown, value: signature.documentation };
  return {
    signatures: [{ label, documentation, parameters }],
    activeSignature: 0,
    activeParameter: call.named === undefined ? byPlace : named === -1 ? null : named,
  };
}

export function signatureOf(document: Document, callee: string): Signature | undefined {
  const own = findFunction(document, callee);
  if (own !== undefined) return functionSignature(own.declaration, own.source, callee);
  const operation = findCallable(callee);
  return operation === undefined ? undefined : operationSignature(operation, callee);
}
