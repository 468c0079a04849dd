import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { RunError } from "../../engine/error.js";
import { modelsFolder } from "../../store/home.js";
import { readChampions } from "./champions.js";
import { artefactFault, listModels, resolveModel, type RegistryOptions } from "./store.js";

/** Something of the registry that is not as it was stored. */
export interface RegistryFault {
  /** The model; null: of the registry itself. */
  readonly id: string | null;
  readonly code: string;
  readonly problem: string;
}

/**
 * Looks whether models still are what was stored: record, id, artefact, and the champions.
 * @param names ids or their beginnings; none: all
 */
export function verifyModels(
  names: readonly string[] = [],
  options: RegistryOptions = {},
): { readonly checked: number; readonly faults: readonly RegistryFault[] } {
  const wanted = new Set(names.map((name) => resolveModel(name, options)));
  const isWanted = ({ id }: { readonly id: string }): boolean => wanted.size === 0 || wanted.has(id);
  const all = listModels(options);
  const models = all.models.filter(isWanted);
  const damaged = all.damaged.filter(isWanted);
  const artefacts = models.flatMap((record) => {
    const problem = artefactFault(record, options);
    return problem === null ? [] : [{ id: record.id, code: "SAGE8363", problem }];
  });
  const own = wanted.size > 0 ? [] : [...championFaults(options), ...strayFiles(options)];
  return { checked: models.length + damaged.length, faults: [...damaged, ...artefacts, ...own] };
}

function championFaults(options: RegistryOptions): readonly RegistryFault[] {
  const { folder = modelsFolder() } = options;
  try {
    return readChampions(folder).flatMap(({ id, strategy, model }) =>
      existsSync(join(folder, id))
        ? []
        : [
            {
              id: null,
              code: "SAGE8367",
              problem: `The champion of \`${strategy}.${model}\` is ${id}, which is not there.`,
            },
          ],
    );
  } catch (error) {
    if (error instanceof RunError) return [{ id: null, code: error.code, problem: error.message }];
    throw error;
  }
}

const ownFiles = /^(champions\.json|\..+)$/;

function strayFiles({ folder = modelsFolder() }: RegistryOptions): readonly RegistryFault[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !ownFiles.test(entry.name))
    .map(({ name }) => ({
      id: null,
      code: "SAGE8361",
      problem: `${join(folder, name)} is no part of the registry.`,
    }));
}
