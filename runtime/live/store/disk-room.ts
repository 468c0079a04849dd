import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** What a minute of a large desk takes, in bytes; a disk with less is as good as full. */
const least = 1024 * 1024;

/** Whether a file can still grow; true where the system does not say. A full disk lets what is empty be committed. */
export async function hasRoom(
  path: string,
  ask: (folder: string) => Promise<{ readonly bavail: number; readonly bsize: number }> = statfs,
): Promise<boolean> {
  try {
    const { bavail, bsize } = await ask(dirname(path));
    return bavail * bsize >= least;
  } catch {
    return true;
  }
}
