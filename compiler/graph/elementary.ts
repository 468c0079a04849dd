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
  const exported = (name: keyof Elementary) => {
    const value = exports[name];
    if (typeof value !== "function") throw new TypeError(`the module has no "${name}"`);
    return value;
  };
  // No rest arguments: learning and judging models ask these for every row.
  const ofOne = (name: Exclude<keyof Elementary, "power">) => {
    const called = exported(name);
    return (x: number): number => Number(called(x));
  };
  const power = exported("power");
  return {
    log: ofOne("log"),
    exp: ofOne("exp"),
    power: (x, y) => Number(power(x, y)),
    sin: ofOne("sin"),
    cos: ofOne("cos"),
    atan: ofOne("atan"),
  };
}
