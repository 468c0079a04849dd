/**
 * Distribution function of the standard normal (Cody 1969 for erfc): off by less than 2e-16, and by less than 2e-15 of
 * the value down to x = −8, 2e-14 down to −37. Its last bit is that of `exp`.
 */
export function normalCdf(x: number, exp: (x: number) => number = Math.exp): number {
  return 0.5 * complementaryError(-x * Math.SQRT1_2, exp);
}

/** Its inverse on (0, 1), to about 1e-15 (Wichura 1988, AS 241); ∓Infinity at 0 and 1. Its last bit is that of `log`. */
export function normalQuantile(p: number, log: (x: number) => number = Math.log): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(middleNumerator, r)) / polynomial(middleDenominator, r);
  }
  const tail = q < 0 ? p : 1 - p;
  if (tail <= 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const r = Math.sqrt(-log(tail));
  const value =
    r <= 5
      ? polynomial(nearNumerator, r - 1.6) / polynomial(nearDenominator, r - 1.6)
      : polynomial(farNumerator, r - 5) / polynomial(farDenominator, r - 5);
  return q < 0 ? -value : value;
}

function complementaryError(x: number, exp: (x: number) => number): number {
  const y = Math.abs(x);
  if (y <= 0.46875) {
    const z = y * y;
    return 1 - (x * polynomial(erfNumerator, z)) / polynomial(erfDenominator, z);
  }
  const value = exp(-y * y) * scaledTail(y);
  return x < 0 ? 2 - value : value;
}

function scaledTail(y: number): number {
  if (y <= 4) return polynomial(erfcNumerator, y) / polynomial(erfcDenominator, y);
  if (y > 27) return 0;
  const z = 1 / (y * y);
  const fraction = (z * polynomial(tailNumerator, z)) / polynomial(tailDenominator, z);
  return (1 / Math.sqrt(Math.PI) - fraction) / y;
}

/** Coefficients from the constant term up. */
function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + (coefficients[i] ?? 0);
  return value;
}

const erfNumerator = [
  3209.3775891384694, 377.485237685302, 113.86415415105016, 3.1611237438705655, 0.18577770618460315,
];
const erfDenominator = [2844.236833439171, 1282.6165260773723, 244.02463793444417, 23.601290952344122, 1];
const erfcNumerator = [
  1230.3393547979972, 2051.0783778260716, 1712.0476126340707, 881.952221241769, 298.6351381974001,
  66.11919063714163, 8.883149794388377, 0.5641884969886701, 2.1531153547440383e-8,
];
const erfcDenominator = [
  1230.3393548037495, 3439.3676741437216, 4362.619090143247, 3290.7992357334597, 1621.3895745666903,
  537.1811018620099, 117.6939508913125, 15.744926110709835, 1,
];
const tailNumerator = [
  0.0006587491615298378, 0.016083785148742275, 0.12578172611122926, 0.36034489994980445, 0.30532663496123236,
  0.016315387137302097,
];
const tailDenominator = [
  0.0023352049762686918, 0.06051834131244132, 0.5279051029514285, 1.8729528499234604, 2.568520192289822, 1,
];
const middleNumerator = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const middleDenominator = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
const nearNumerator = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const nearDenominator = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const farNumerator = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const farDenominator = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  1.8463183175100548e-5, 1.421511758316446e-7, 2.0442631033899397e-15,
];
