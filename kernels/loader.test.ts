import { describe, expect, it } from "vitest";
import { KernelModuleError, firstFreeAddress, loadKernels } from "./loader.js";
import { kernelModule } from "./testing/kernel-module.js";

/** The smallest module that imports a function: magic, version, type () → (), import "host"."clock". */
const foreign = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x02, 0x0e, 0x01, 0x04,
  0x68, 0x6f, 0x73, 0x74, 0x05, 0x63, 0x6c, 0x6f, 0x63, 0x6b, 0x00, 0x00,
]);

describe("loadKernels", () => {
  it("gives kernels that work on the memory they were given", () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    const kernels = loadKernels(kernelModule(), memory);
    const at = firstFreeAddress;
    new Float64Array(memory.buffer, at, 3).set([1, 2, 4]);
    new Uint32Array(memory.buffer, at + 64, 3).set([at, at, at + 32]);
    kernels["add"]?.(3, 0, 0, at + 64, at + 72);
    expect([...new Float64Array(memory.buffer, at + 32, 3)]).toEqual([2, 4, 8]);
  });

  it("keeps to the first page for its own tables", () => {
    const memory = new WebAssembly.Memory({ initial: 2 });
    loadKernels(kernelModule(), memory);
    expect(new Uint8Array(memory.buffer, firstFreeAddress).every((byte) => byte === 0)).toBe(true);
  });

  it("imports nothing but a memory, and refuses a module that wants more", () => {
    expect(WebAssembly.Module.imports(kernelModule())).toEqual([
      { module: "env", name: "memory", kind: "memory" },
    ]);
    const memory = new WebAssembly.Memory({ initial: 1 });
    expect(() => loadKernels(new WebAssembly.Module(foreign), memory)).toThrow(KernelModuleError);
  });

  it("knows no kernels by the names of objects' own members", () => {
    expect(loadKernels(kernelModule(), new WebAssembly.Memory({ initial: 1 }))["toString"]).toBeUndefined();
  });
});
