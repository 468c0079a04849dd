import { Config, Plugin, run, type Interfaces } from "@oclif/core";
import { packageRoot } from "../runtime/package-root.js";
import { commands } from "./commands.js";

/** Answers words that call no command: help, a topic, an unknown word. Loads every command. */
export async function answer(words: readonly string[], manifest: Interfaces.PJSON): Promise<void> {
  const loaded = Object.entries(commands).map(async ([id, load]) => [id, (await load()).default] as const);
  const classes = Object.fromEntries(await Promise.all(loaded));
  const discovery = { strategy: "explicit", target: "cli/commands.ts" } as const;
  const pjson = { ...manifest, oclif: { ...manifest.oclif, commands: discovery } };
  const plugin = new Plugin({ root: packageRoot, isRoot: true, ignoreManifest: true, pjson });
  // The library would load the target from disk; the classes are part of this program already.
  Object.assign(plugin, { commandCache: classes });
  await plugin.load();
  const config = await Config.load({
    root: packageRoot,
    pjson,
    plugins: new Map([[plugin.name, plugin]]),
  });
  await run([...words], config);
}
