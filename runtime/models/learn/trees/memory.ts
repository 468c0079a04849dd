import { loadLearning, type LearningKernels } from "../../../../kernels/learning/loader.js";
import { firstFreeAddress, pageBytes } from "../../../../kernels/loader.js";
import { learningModule } from "./module.js";

/** Hands out addresses before there is a memory, so that one of just the right size can be made. */
export class Plan {
  #end = firstFreeAddress;

  /** Room for so many bytes, at an address that is a multiple of 64. */
  room(bytes: number): number {
    const at = this.#end;
    this.#end = Math.ceil((at + bytes) / 64) * 64;
    return at;
  }

  get bytes(): number {
    return this.#end;
  }
}

/** A memory that the threads of one training share, with views on it. */
export interface SharedMemory {
  readonly memory: WebAssembly.Memory;
  readonly kernels: LearningKernels;
  readonly view: DataView;
  readonly f32: (at: number, count: number) => Float32Array;
  readonly f64: (at: number, count: number) => Float64Array;
  readonly u8: (at: number, count: number) => Uint8Array;
  readonly i32: (at: number, count: number) => Int32Array;
}

export function makeMemory(plan: Plan): SharedMemory {
  const pages = Math.ceil(plan.bytes / pageBytes);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const { buffer } = memory;
  return {
    memory,
    kernels: loadLearning(learningModule(), memory),
    view: new DataView(buffer),
    f32: (at, count) => new Float32Array(buffer, at, count),
    f64: (at, count) => new Float64Array(buffer, at, count),
    u8: (at, count) => new Uint8Array(buffer, at, count),
    i32: (at, count) => new Int32Array(buffer, at, count),
  };
}
