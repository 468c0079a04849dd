import * as z from "zod/mini";
import { HostError } from "./host.js";
import type { GivenBars } from "./research/protocol.js";

const information = z.object({
  source: z.string(),
  symbol: z.nullable(z.string()),
  exchange: z.nullable(z.string()),
  marketType: z.nullable(z.enum(["spot", "perpetual", "future"])),
  interval: z.number(),
  bars: z.number(),
  from: z.number(),
  to: z.number(),
  gaps: z.number(),
  missingBars: z.number(),
  hash: z.string(),
  score: z.nullable(z.number()),
});

const columns = 6;

/** What was answered is not whole, or not what was asked for. */
export const inPart = (): HostError =>
  new HostError(
    "SAGE8618",
    "The server's answer came only in part.",
    "Ask again; start sage studio again if it stays.",
  );

interface Head {
  readonly known: z.infer<typeof information>;
  /** Where the columns begin. */
  readonly start: number;
}

/** Null: not enough has come yet. */
function headOf(bytes: Uint8Array): Head | null {
  if (bytes.length < 4) return null;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (bytes.length < 4 + length) return null;
  const told: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return { known: information.parse(told), start: Math.ceil((4 + length) / 8) * 8 };
}

/**
 * Bars as `runtime/serve/studio/bars.ts` lays them out, into one piece of memory while they come.
 * @param tell which share of them is there, 0 to 1
 * @throws HostError SAGE8618 where they end too early or are something else
 */
export async function readBars(
  stream: AsyncIterable<Uint8Array>,
  tell: (share: number) => void = () => undefined,
): Promise<GivenBars> {
  let head: Head | null = null;
  let whole = new Uint8Array(0);
  let count = 0;
  for await (const piece of stream) {
    if (head === null) {
      const more = new Uint8Array(count + piece.length);
      more.set(whole.subarray(0, count));
      more.set(piece, count);
      count = more.length;
      whole = more;
      head = tryHead(whole);
      if (head === null) continue;
      const length = head.start + head.known.bars * 8 * columns;
      if (count > length) throw inPart();
      const all = new Uint8Array(length);
      all.set(whole);
      whole = all;
    } else {
      if (count + piece.length > whole.length) throw inPart();
      whole.set(piece, count);
      count += piece.length;
    }
    tell(count / whole.length);
  }
  if (head === null || count !== whole.length) throw inPart();
  const { known, start } = head;
  const column = (place: number) =>
    new Float64Array(whole.buffer, start + place * known.bars * 8, known.bars);
  return {
    kind: "columns",
    information: known,
    columns: {
      time: column(0),
      open: column(1),
      high: column(2),
      low: column(3),
      close: column(4),
      volume: column(5),
    },
  };
}

function tryHead(bytes: Uint8Array): Head | null {
  try {
    return headOf(bytes);
  } catch {
    throw inPart();
  }
}
