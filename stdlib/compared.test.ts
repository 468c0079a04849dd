import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { definitions } from "./definitions/index.js";
import { moduleNames, readModule } from "./testing/read-module.js";

/*
 * Every public function has its values compared with something from outside: a column of another program, its
 * definition written out slowly, or numbers worked by hand. The tests of documentation, chunks and the future run over
 * all functions as well, but compare none with what it should be; they do not count.
 */
const general = new Set(["library.test.ts", "compared.test.ts"]);

function testFiles(): readonly { readonly module: string | undefined; readonly text: string }[] {
  return ["", "references"].flatMap((folder) =>
    readdirSync(join(import.meta.dirname, folder))
      .filter((name) => name.endsWith(".test.ts") && !general.has(name))
      .map((name) => ({
        module: folder === "" ? moduleNames().find((module) => name.startsWith(module)) : undefined,
        text: readFileSync(join(import.meta.dirname, folder, name), "utf8"),
      })),
  );
}

/** Functions that occur in an expression: `trend.slope(`, or in the tests of a module without its name. */
function comparedIn(text: string, own: string | undefined): readonly string[] {
  const qualified = [...text.matchAll(/\b([a-z]+)\.([a-z][a-z0-9_]*)\(/g)].map(
    ([, module, name]) => `${module}.${name}`,
  );
  if (own === undefined) return qualified;
  const bare = [...text.matchAll(/["'`]([a-z][a-z0-9_]*)(?:["'`(])/g)].map(([, name]) => `${own}.${name}`);
  return [...qualified, ...bare];
}

const written = definitions.map(([expression]) => expression).join("\n");
const compared = new Set([
  ...comparedIn(written, undefined),
  ...testFiles().flatMap(({ module, text }) => comparedIn(text, module)),
]);

test("every function of the library is compared with values from outside", () => {
  const functions = moduleNames().flatMap((module) =>
    readModule(module).map(({ name }) => `${module}.${name}`),
  );
  expect(functions.length).toBeGreaterThan(400);
  expect(functions.filter((name) => !compared.has(name))).toEqual([]);
});
