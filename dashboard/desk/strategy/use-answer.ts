import { useEffect, useState } from "preact/hooks";
import { ask, shownProblem, type Problem } from "../ask.js";
import type { Fields } from "../fields.js";

export interface Answer<Value> {
  /** Null until it is known; the last one stays while it is asked anew. */
  readonly value: Value | null;
  readonly problem: Problem | null;
  readonly again: () => void;
}

/** What the API says at an address, asked anew when that or `version` changes; null asks nothing. */
export function useAnswer<Value>(
  path: string | null,
  read: (fields: Fields) => Value,
  version: unknown = 0,
): Answer<Value> {
  const [value, setValue] = useState<{ readonly path: string; readonly value: Value } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isOver = false;
    if (path !== null)
      ask(path)
        .then((fields) => {
          if (isOver) return;
          setProblem(null);
          setValue({ path, value: read(fields) });
        })
        .catch((error: unknown) => {
          if (!isOver) setProblem(shownProblem(error));
        });
    return () => {
      isOver = true;
    };
  }, [path, version, tries]);
  return { value: value?.value ?? null, problem, again: () => setTries((count) => count + 1) };
}
