import type * as z from "zod/mini";
import { inPart } from "../bars-message.js";
import { HostError } from "../host.js";

export const gone = (): HostError => new HostError("gone", "The server does not answer.", null);

/** What the server said, read as what it must be. @throws HostError SAGE8618 where it is half a message, or another one */
export function whole<Value>(read: () => Value): Value {
  try {
    return read();
  } catch {
    throw inPart();
  }
}

/** @throws HostError as `whole`, and "gone" */
export async function told<Value>(schema: z.ZodMiniType<Value>, answer: Response): Promise<Value> {
  const text = await answer.text().catch(() => {
    throw gone();
  });
  return whole(() => schema.parse(JSON.parse(text)));
}

/** The connection may break while they come. @throws HostError "gone" */
export async function* piecesOf({ body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  for (;;) {
    const next = await reader?.read().catch(() => {
      throw gone();
    });
    if (next === undefined || next.done) return;
    yield next.value;
  }
}

/** An answer of one message a line. @throws HostError as `told` */
export async function* toldLines<Value>(
  schema: z.ZodMiniType<Value>,
  answer: Response,
): AsyncGenerator<Value> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of piecesOf(answer)) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const text of lines) if (text !== "") yield whole(() => schema.parse(JSON.parse(text)));
  }
  if (rest !== "") yield whole(() => schema.parse(JSON.parse(rest)));
}
