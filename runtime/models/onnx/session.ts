import type { InferenceSession, Tensor } from "onnxruntime-node";
import { RunError } from "../../engine/error.js";

/** What is needed of onnxruntime; it is loaded when the first model is opened. */
export interface OpenSession {
  readonly session: InferenceSession;
  readonly Tensor: typeof Tensor;
}

/**
 * A session on one thread, its operators one after another: the last bits of sums depend on how work is shared out.
 * @throws RunError (SAGE8347) where onnxruntime cannot run the file
 */
export async function openSession(name: string, bytes: Uint8Array): Promise<OpenSession> {
  const runtime = await import("onnxruntime-node");
  try {
    const session = await runtime.InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      // Only errors, and those are thrown as well.
      logSeverityLevel: 4,
    });
    return { session, Tensor: runtime.Tensor };
  } catch (error) {
    throw new RunError(
      "SAGE8347",
      `${name} cannot be run: ${reasonOf(error)}`,
      "Export it with operators of ONNX 1.17 or earlier (opset 22, ai.onnx.ml 5).",
    );
  }
}

/** What onnxruntime says, without where in its sources it says so. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const [line = text] = text.replace(/^\S*\.(?:cc|h):\d+ \S+ /, "").split("\n");
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
