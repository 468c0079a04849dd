import type { Fix } from "../../lang/diagnostics/diagnostic.js";
import { standardFunctions, standardNames } from "../modules/standard.js";
import type { FileScope } from "./scope.js";

/** A function of the standard library that a text means, and the edits that bring its module into reach. */
export interface Offer {
  /** `trend.slope`. */
  readonly text: string;
  readonly module: string;
  /** Empty where the module is used already. */
  readonly use: Fix["edits"];
}

/** Whether there is a standard module `std.` and this word. */
export const isStandard = (word: string): boolean => standardNames.includes(`std.${word}`);

/** The function of that name in the standard library; of several the one in `preferred` or in a module that is used. */
export function standardOffer(name: string, file: FileScope, preferred = ""): Offer | undefined {
  const modules = standardFunctions().get(name) ?? [];
  const used = [...file.modules.values()].find(({ module }) => module && modules.includes(module.path));
  if (used?.module) return { text: `${used.prefix}.${name}`, module: used.module.path, use: [] };
  const module = modules.includes(preferred) ? preferred : modules[0];
  if (module === undefined) return undefined;
  const word = module.slice(module.lastIndexOf(".") + 1);
  const taken = file.modules.has(word);
  const prefix = taken ? `std_${word}` : word;
  const span = { start: file.useAt, end: file.useAt };
  const line = `use ${module}${taken ? ` as ${prefix}` : ""}`;
  return {
    text: `${prefix}.${name}`,
    module,
    use: [{ span, text: file.useAt === 0 ? `${line}\n\n` : `\n${line}` }],
  };
}
