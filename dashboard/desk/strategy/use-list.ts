import { useEffect, useState } from "preact/hooks";
import { ask, shownProblem, type Problem } from "../ask.js";
import { figure, listOf, wordsOrNull, type Fields } from "../fields.js";

/** A list of the API as far as it has been read. */
export interface List<Row> {
  readonly rows: readonly Row[];
  /** How many there are in all, where the answer says so. */
  readonly total: number | null;
  /** Whether there are more. */
  readonly hasMore: boolean;
}

export interface ReadList<Row> {
  /** Null until it is known; the last one stays while it is read anew. */
  readonly list: List<Row> | null;
  readonly problem: Problem | null;
  readonly more: () => void;
  readonly again: () => void;
}

interface Known<Row> {
  readonly rows: readonly Row[];
  readonly total: number | null;
  readonly next: string | null;
}

/**
 * A list that the API gives in parts. It is read from its beginning when the address or `version` changes.
 * @param path with a query, without `cursor`
 * @param name of the list in the answer
 */
export function useList<Row>(
  path: string,
  name: string,
  read: (fields: Fields) => Row | null,
  version: unknown,
): ReadList<Row> {
  const [known, setKnown] = useState<Known<Row> | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  const load = async (from: Known<Row> | null, isOver: () => boolean): Promise<void> => {
    const cursor = from?.next ?? null;
    try {
      const answer = await ask(cursor === null ? path : `${path}&cursor=${encodeURIComponent(cursor)}`);
      if (isOver()) return;
      setProblem(null);
      setKnown({
        rows: [...(from?.rows ?? []), ...listOf(answer[name], read)],
        total: figure(answer["total"]),
        next: wordsOrNull(answer["next"]),
      });
    } catch (error) {
      if (!isOver()) setProblem(shownProblem(error));
    }
  };
  useEffect(() => {
    let isOver = false;
    void load(null, () => isOver);
    return () => {
      isOver = true;
    };
  }, [path, version, tries]);
  return {
    list: known === null ? null : { rows: known.rows, total: known.total, hasMore: known.next !== null },
    problem,
    more: () => void load(known, () => false),
    again: () => setTries((count) => count + 1),
  };
}
