/**
 * What models have said, bar by bar: kept while they are asked, so that the same run can be gone through again, for
 * explanations and proofs, without asking them.
 */
export class AnswerLog {
  readonly #answers = new Map<number, { columns: Float64Array[]; bars: number }>();

  /** Places in the graph of the models whose answers are known. */
  get models(): ReadonlySet<number> {
    return new Set(this.#answers.keys());
  }

  /** Keeps the answers of a model for bars from `first` on. */
  keep(model: number, first: number, answers: readonly Float64Array[]): void {
    const count = answers[0]?.length ?? 0;
    const kept = this.#answers.get(model) ?? { columns: [], bars: 0 };
    kept.columns = answers.map((answer, k) => {
      const column = withRoom(kept.columns[k] ?? new Float64Array(0), kept.bars, first + count);
      column.set(answer, first);
      return column;
    });
    kept.bars = Math.max(kept.bars, first + count);
    this.#answers.set(model, kept);
  }

  /** Writes the answers of a model for bars from `first` on; those that were not kept are missing. */
  tell(model: number, first: number, outputs: readonly Float64Array[]): void {
    const kept = this.#answers.get(model);
    for (const [k, output] of outputs.entries()) {
      const known = kept?.columns[k]?.subarray(first, Math.min(kept.bars, first + output.length));
      if (known === undefined || known.length < output.length) output.fill(Number.NaN);
      if (known !== undefined) output.set(known);
    }
  }
}

/** The column, or a longer one that begins with its first `filled` values; new places are missing. */
function withRoom(column: Float64Array, filled: number, wanted: number): Float64Array {
  if (wanted <= column.length) return column;
  const longer = new Float64Array(Math.max(wanted, 2 * column.length, 4096)).fill(Number.NaN);
  longer.set(column.subarray(0, filled));
  return longer;
}
