import { RunError } from "../engine/error.js";

/**
 * Refuses to ask a model about bars that are older than what it has learned from.
 * @param id how the message calls the model
 * @param knownUntil when the last target that it learned from was known
 * @param open the first bar that is asked about opens then
 * @throws RunError SAGE5008
 */
export function refuseBeforeTrainingEnd(id: string, knownUntil: number, open: number): void {
  if (open >= knownUntil) return;
  // Of a minute that has begun the next one is late enough.
  const begin = new Date(Math.ceil(knownUntil / 60_000) * 60_000).toISOString().slice(0, 16);
  const day = (time: number): string => new Date(time).toISOString().slice(0, 16).replace("T", " ");
  throw new RunError(
    "SAGE5008",
    `The model ${id} has learned from prices up to ${day(knownUntil)} UTC and is asked about ${day(open)}.`,
    `What it says there is memory, not foresight. Begin later (\`--from ${begin}\`), or validate with \`sage train\`, which trains a model for each period.`,
  );
}
