import { firstFreeAddress, loadKernels, pageBytes, type Kernels } from "../../kernels/index.js";
import { loadKernelModule } from "../engine/module.js";

/** A memory in which one tile after another works; it grows to what the largest needs. */
export class TileMemory {
  readonly kernels: Kernels;
  readonly start = firstFreeAddress;
  readonly #memory = new WebAssembly.Memory({ initial: firstFreeAddress / pageBytes });

  constructor(module: WebAssembly.Module = loadKernelModule()) {
    this.kernels = loadKernels(module, this.#memory);
  }

  /** The memory up to `end`, all zeros from `start` on. */
  clear(end: number): ArrayBuffer {
    const pages = Math.ceil(end / pageBytes) - this.#memory.buffer.byteLength / pageBytes;
    if (pages > 0) this.#memory.grow(pages);
    const { buffer } = this.#memory;
    new Uint8Array(buffer, this.start, end - this.start).fill(0);
    return buffer;
  }
}
