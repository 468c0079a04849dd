/** What a run needs of the installed program besides its code. */
export interface ProgramParts {
  /** As `package.json` says. */
  readonly version: string;
  /** The compiled kernels, `kernels/build/kernels.wasm`. */
  readonly kernels: WebAssembly.Module;
}

let given: ProgramParts | undefined;

/**
 * Where there is no folder to read from, as in a page: whoever loads the program says once, before the first run, what
 * came with it. Elsewhere both are read from the folder of the package when they are first needed.
 */
export function provideProgram(parts: ProgramParts): void {
  given = parts;
}

export function providedProgram(): ProgramParts | undefined {
  return given;
}
