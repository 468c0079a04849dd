import { elementaryModule } from "./elementary-module.js";

/** Functions of which every machine's `Math` has its own last bit; here they have the bits of the kernels. */
export interface Elementary {
  readonly log: (x: number) => number;
  readonly exp: (x: number) => number;
  readonly power: (x: number, y: number) => number;
  readonly sin: (x: number) => number;
  readonly cos: (x: number) => number;
  readonly atan: (x: number) => number;
}

let made: Elementary | undefined;

/** Made when the first such value is asked for: most strategies never do. */
export function elementary(): Elementary {
  made ??= instantiate();
  return made;
}

function instantiate(): Elementary {
  const bytes = Uint8Array.from(atob(elementaryModule), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  const call = (name: keyof Elementary) => {
    const exported = exports[name];
    if (typeof exported !== "function") throw new TypeError(`the module has no "${name}"`);
    return (...values: readonly number[]): number => Number(exported(...values));
  };
  return {
    log: call("log"),
    exp: call("exp"),
    power: call("power"),
    sin: call("sin"),
    cos: call("cos"),
    atan: call("atan"),
  };
}
