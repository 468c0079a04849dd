import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/** A state, or what has changed of one since an earlier one. */
export interface PackedState {
  readonly kind: "full" | "delta";
  readonly size: number;
  /** CRC-32 of the whole state, so that a wrong one is never gone on from. */
  readonly digest: number;
  readonly content: Uint8Array;
}

const wordBytes = 8;
/** A run of words that changed is told by its place and its length. */
const runBytes = 8;

export const digestOf = (state: Uint8Array): number => crc32(state);

/** Below this setting the packer up costs more than the bytes: most strategies' states are smaller. */
const smallBytes = 4096;

/** Fast rather than small: hundreds are packed at the close of each minute. As it is where packing gains nothing. */
export function packFull(state: Uint8Array): PackedState {
  const packed = state.length <= smallBytes ? state : deflateRawSync(state, { level: 1 });
  const content = packed.length < state.length ? packed : new Uint8Array(state);
  return { kind: "full", size: state.length, digest: digestOf(state), content };
}

/**
 * From one bar to the next few words of a state change: a place of each window, and the running values. Null where telling
 * the changes would take more than half of the state.
 */
export function packDelta(base: Uint8Array, state: Uint8Array): PackedState | null {
  if (base.length !== state.length) return null;
  const words = Math.floor(state.length / wordBytes);
  const runs: number[] = [];
  const before = wordsOf(base);
  const after = wordsOf(state);
  let bytes = 0;
  for (let word = 0; word < words;) {
    if (isSame(before, after, word)) {
      word++;
      continue;
    }
    let end = word + 1;
    // One unchanged word between two changed costs no more than a run of its own.
    while (
      end < words &&
      !(isSame(before, after, end) && (end + 1 >= words || isSame(before, after, end + 1)))
    )
      end++;
    runs.push(word, end - word);
    bytes += runBytes + (end - word) * wordBytes;
    if (bytes > state.length / 2) return null;
    word = end;
  }
  return {
    kind: "delta",
    size: state.length,
    digest: digestOf(state),
    content: writeRuns(state, runs, bytes),
  };
}

/** Two halves to a word. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, Math.floor(bytes.length / wordBytes) * 2);
}

const isSame = (before: Uint32Array, after: Uint32Array, word: number): boolean =>
  before[2 * word] === after[2 * word] && before[2 * word + 1] === after[2 * word + 1];

/** Runs, then the bytes behind the last whole word, which are few and always told. */
function writeRuns(state: Uint8Array, runs: readonly number[], bytes: number): Uint8Array {
  const tail = state.length % wordBytes;
  const content = new Uint8Array(bytes + tail);
  const view = new DataView(content.buffer);
  let at = 0;
  for (let run = 0; run < runs.length; run += 2) {
    const first = runs[run] ?? 0;
    const count = runs[run + 1] ?? 0;
    view.setUint32(at, first, true);
    view.setUint32(at + 4, count, true);
    content.set(state.subarray(first * wordBytes, (first + count) * wordBytes), at + runBytes);
    at += runBytes + count * wordBytes;
  }
  content.set(state.subarray(state.length - tail), at);
  return content;
}

/** The state again; null where it is not what it was. */
export function unpack(packed: PackedState, base: Uint8Array | null): Uint8Array | null {
  const state = packed.kind === "full" ? inflate(packed) : base === null ? null : applyRuns(packed, base);
  return state !== null && state.length === packed.size && digestOf(state) === packed.digest ? state : null;
}

function inflate({ content, size }: PackedState): Uint8Array | null {
  if (content.length === size) return new Uint8Array(content);
  try {
    return new Uint8Array(inflateRawSync(content, { maxOutputLength: Math.max(size, 1) }));
  } catch {
    return null;
  }
}

function applyRuns({ content, size }: PackedState, base: Uint8Array): Uint8Array | null {
  if (base.length !== size) return null;
  const state = new Uint8Array(base);
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const tail = size % wordBytes;
  const end = content.length - tail;
  for (let at = 0; at < end;) {
    if (at + runBytes > end) return null;
    const first = view.getUint32(at, true) * wordBytes;
    const bytes = view.getUint32(at + 4, true) * wordBytes;
    if (first + bytes > size || at + runBytes + bytes > end) return null;
    state.set(content.subarray(at + runBytes, at + runBytes + bytes), first);
    at += runBytes + bytes;
  }
  state.set(content.subarray(end), size - tail);
  return state;
}
