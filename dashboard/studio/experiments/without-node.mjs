// What the engine's search has on a desk and a page has not, by what stands there instead.
import { dirname, join, relative, resolve } from "node:path";

const root = join(import.meta.dirname, "../../..");
const place = "dashboard/studio/experiments/stand-ins";

const standIns = {
  "runtime/parallel/pool.js": "pool.ts",
  "runtime/search/journal.js": "journal.ts",
  "runtime/search/trained-sets.js": "models.ts",
  "runtime/models/train/index.js": "models.ts",
};

/** Everything else of the engine is bundled as it is: what still needs Node makes the bundle fail. */
export const withoutNode = {
  name: "without-node",
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer }) => {
      const wanted = relative(root, resolve(dirname(importer), path)).replaceAll("\\", "/");
      const found = standIns[wanted];
      return found === undefined ? undefined : { path: join(root, place, found) };
    });
  },
};
