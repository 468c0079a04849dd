import { z } from "zod";
import { graphOf } from "./graph.js";
import type { TestOutcome } from "./host.js";
import { commands } from "./lenses.js";
import { pathOf } from "./uri.js";
import type { Workspace } from "./workspace.js";

/** URI of a file, and the name of a strategy or test in it. */
const subjectSchema = z.tuple([z.string()]).rest(z.unknown());

/** What a command answers: the text of a graph, what became of tests, or nothing where the client must run it. */
export type CommandAnswer = string | readonly TestOutcome[] | null;

/** The commands that this server can carry out. */
export function serverCommands({ host }: Workspace): readonly string[] {
  return [commands.showGraph, ...(host.runTests === undefined ? [] : [commands.runTest])];
}

/** Carries a command out. Foreign arguments that make no sense answer nothing. */
export async function execute(workspace: Workspace, command: string, given: unknown): Promise<CommandAnswer> {
  const subject = subjectSchema.safeParse(given);
  if (!subject.success) return null;
  const [uri, second] = subject.data;
  const path = pathOf(uri);
  const source = workspace.read(path);
  if (source === undefined) return null;
  const modules = workspace.modulesOf(path);
  const name = typeof second === "string" ? second : undefined;
  if (command === commands.showGraph) return graphOf(source, modules, name);
  if (command === commands.runTest && workspace.host.runTests !== undefined) {
    return workspace.host.runTests({ path, text: source.text, modules, title: name });
  }
  return null;
}
