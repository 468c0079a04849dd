import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const chunksKept = 64;

/**
 * Has the chunks of DuckDB that nobody needs any more given back. V8 sees none of their bytes: left to itself it keeps
 * thousands of them, 100 KiB each, before it looks for garbage.
 */
export class Sweeper {
  private readonly sweep: ((options: { readonly type: "minor" }) => void) | null;
  private chunks = 0;

  constructor() {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("typeof gc === 'function' ? gc : null");
    setFlagsFromString("--no-expose-gc");
    this.sweep =
      typeof found === "function" ? (options) => void Reflect.apply(found, undefined, [options]) : null;
  }

  /** Told of each chunk that was taken. */
  note(): void {
    this.chunks++;
    if (this.chunks % chunksKept === 0) this.sweep?.({ type: "minor" });
  }
}
