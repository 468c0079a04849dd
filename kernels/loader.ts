/**
 * The kernels of one memory: WebAssembly functions by export name, all with the one signature of the catalogue.
 * Pure: whoever hosts the engine reads and compiles the module and passes it in.
 */

/**
 * Runs an operation over `count` bars. `state`, `parameters`, `inputs` and `outputs` are byte addresses in the
 * kernels' memory; what lies there is described at `Operation` in the catalogue.
 */
export type Kernel = (
  count: number,
  state: number,
  parameters: number,
  inputs: number,
  outputs: number,
) => void;

export type Kernels = Readonly<Record<string, Kernel>>;

/** Where the caller's memory begins; below lie the module's own constant tables. */
export const firstFreeAddress = 65_536;

/** The bits of the one NaN that means missing. */
export const missingBits = 0x7ff8_0000_0000_0000n;

/** Size of a WebAssembly page in bytes. */
export const pageBytes = 65_536;

/** The module and the catalogue do not belong together, or the module is not ours. */
export class KernelModuleError extends Error {
  readonly code = "kernel-module";

  constructor(message: string) {
    super(message);
    this.name = "KernelModuleError";
  }
}

/**
 * Instantiates the kernel module on a memory of at least one page. Several instances may share one memory: the
 * module keeps nothing but constants in it.
 * @throws KernelModuleError when the module wants something else than a memory
 */
export function loadKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  for (const wanted of WebAssembly.Module.imports(module)) {
    if (wanted.module !== "env" || wanted.name !== "memory")
      throw new KernelModuleError(
        `The kernel module imports ${wanted.module}.${wanted.name}; rebuild it with \`npm run build\`.`,
      );
  }
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const kernels: Record<string, Kernel> = Object.create(null);
  for (const [name, value] of Object.entries(instance.exports)) {
    if (typeof value === "function") kernels[name] = value as Kernel;
  }
  return kernels;
}
