/** A pivot below this share of its diagonal is rounding: the input is a sum of others. */
const leastPivot = 1e-12;

/**
 * Solves a symmetric, positive system in place (Cholesky). Unknowns whose column is a sum of others, as with two equal
 * features and no penalty, are 0.
 * @param matrix the lower triangle, row by row, `size` × `size`; is overwritten
 * @param right the right side; is overwritten with the solution
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): void {
  const size = right.length;
  factorise(matrix, size);
  for (let i = 0; i < size; i++) {
    const pivot = matrix[i * size + i] ?? 0;
    right[i] = pivot === 0 ? 0 : ((right[i] ?? 0) - product(matrix, i * size, right, i)) / pivot;
  }
  for (let i = size - 1; i >= 0; i--) {
    const pivot = matrix[i * size + i] ?? 0;
    let value = right[i] ?? 0;
    for (let k = i + 1; k < size; k++) value -= (matrix[k * size + i] ?? 0) * (right[k] ?? 0);
    right[i] = pivot === 0 ? 0 : value / pivot;
  }
}

function factorise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const pivot = matrix[j * size + j] ?? 0;
      const rest = (matrix[row + j] ?? 0) - rowProduct(matrix, row, j * size, j);
      matrix[row + j] = pivot === 0 ? 0 : rest / pivot;
    }
    const diagonal = matrix[row + i] ?? 0;
    const rest = diagonal - rowProduct(matrix, row, row, i);
    matrix[row + i] = rest > leastPivot * diagonal ? Math.sqrt(rest) : 0;
  }
}

function rowProduct(matrix: Float64Array, a: number, b: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += (matrix[a + k] ?? 0) * (matrix[b + k] ?? 0);
  return sum;
}

function product(matrix: Float64Array, row: number, vector: Float64Array, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += (matrix[row + k] ?? 0) * (vector[k] ?? 0);
  return sum;
}
