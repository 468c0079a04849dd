import { finite, NA, present } from "./shared/missing";
import { column } from "./shared/memory";

/*
 * Runs the program of a `state` recurrence; `compiler/graph/recurrence.ts` describes programs, registers and the
 * parameter block. State: a flag that is 1 once a bar was taken, then all registers. Only the states among them mean
 * anything between calls; the others are left zero, so that equal histories leave equal bytes.
 */

/** An instruction is a whole number below 2⁵²: 8 bits of operation, then target and operands of 11 bits each. */
const REGISTER_MASK: i64 = 0x7ff;

/** Largest double below one half: added before cutting off, it rounds halves away from zero and nothing else. */
const ALMOST_HALF: f64 = 0.49999999999999994;

export function recurrence(count: i32, state: usize, parameters: usize, inputs: usize, outputs: usize): void {
  const states = <usize>load<f64>(parameters) << 3;
  const scalars = <usize>load<f64>(parameters + 8) << 3;
  const inputCount = <usize>load<f64>(parameters + 16);
  const required = <usize>load<f64>(parameters + 24) << 3;
  const outputCount = <usize>load<f64>(parameters + 32);
  const registerBytes = <usize>load<f64>(parameters + 40) << 3;
  const instructions = <usize>load<f64>(parameters + 48) << 3;
  const scalarsAt = parameters + 56;
  const starts = scalarsAt + scalars;
  const nexts = starts + states;
  const results = nexts + states;
  const program = results + (outputCount << 3);
  const registers = state + 8;
  const inputRegisters = registers + states + scalars;

  memory.copy(registers + states, scalarsAt, scalars);
  let started = load<f64>(state) != 0;
  if (!started) move(registers, starts, states, registers);
  const bytes = (<usize>count) << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    for (let input: usize = 0; input < inputCount; input++) {
      store<f64>(inputRegisters + (input << 3), load<f64>(column(inputs, input) + at));
    }
    if (!allPresent(inputRegisters, required)) {
      for (let output: usize = 0; output < outputCount; output++) store<f64>(column(outputs, output) + at, NA);
      continue;
    }
    started = true;
    for (let instruction: usize = 0; instruction < instructions; instruction += 8) {
      execute(<i64>load<f64>(program + instruction), registers);
    }
    for (let output: usize = 0; output < outputCount; output++) {
      const value = load<f64>(register(results + (output << 3), registers));
      store<f64>(column(outputs, output) + at, present(value) ? value : NA);
    }
    move(registers, nexts, states, registers);
  }
  memory.fill(registers + states, 0, registerBytes - states);
  if (started) store<f64>(state, 1);
  else memory.fill(registers, 0, states);
}

/** Address of the register whose number stands at `at`. */
@inline
function register(at: usize, registers: usize): usize {
  return registers + (<usize>load<f64>(at) << 3);
}

/** Gives the first registers the values of those whose numbers stand at `from`. */
@inline
function move(target: usize, from: usize, bytes: usize, registers: usize): void {
  for (let at: usize = 0; at < bytes; at += 8) {
    const value = load<f64>(register(from + at, registers));
    store<f64>(target + at, present(value) ? value : NA);
  }
}

@inline
function allPresent(first: usize, bytes: usize): bool {
  for (let at: usize = 0; at < bytes; at += 8) if (!present(load<f64>(first + at))) return false;
  return true;
}

@inline
function execute(instruction: i64, registers: usize): void {
  const target = registers + (<usize>((instruction >> 8) & REGISTER_MASK) << 3);
  const a = load<f64>(registers + (<usize>((instruction >> 19) & REGISTER_MASK) << 3));
  const b = load<f64>(registers + (<usize>((instruction >> 30) & REGISTER_MASK) << 3));
  const c = load<f64>(registers + (<usize>((instruction >> 41) & REGISTER_MASK) << 3));
  store<f64>(target, result(<i32>(instruction & 0xff), a, b, c));
}

/** The same bits that the kernels of these names give. */
@inline
function result(operation: i32, a: f64, b: f64, c: f64): f64 {
  switch (operation) {
    case 0:
      return a;
    case 1:
      return finite(a + b);
    case 2:
      return finite(a - b);
    case 3:
      return finite(a * b);
    case 4:
      return finite(a / b);
    case 5:
      return remainder(a, b);
    case 6:
      return -a;
    case 7:
      return abs<f64>(a);
    case 8:
      return min<f64>(a, b);
    case 9:
      return max<f64>(a, b);
    case 10:
      return finite(NativeMath.sqrt(a));
    case 11:
      return NativeMath.floor(a);
    case 12:
      return NativeMath.ceil(a);
    case 13:
      return NativeMath.trunc(a + copysign<f64>(ALMOST_HALF, a));
    case 14:
      return present(a) ? <f64>(<i32>(a > 0) - <i32>(a < 0)) : NA;
    case 15:
      return min<f64>(max<f64>(a, b), c);
    case 16:
      return truth(a < b, a, b);
    case 17:
      return truth(a <= b, a, b);
    case 18:
      return truth(a > b, a, b);
    case 19:
      return truth(a >= b, a, b);
    case 20:
      return truth(a == b, a, b);
    case 21:
      return truth(a != b, a, b);
    case 22:
      return truth(a != 0 && b != 0, a, b);
    case 23:
      return truth(a != 0 || b != 0, a, b);
    case 24:
      return truth(a == 0, a, a);
    case 25:
      return present(a) ? (a != 0 ? b : c) : NA;
    case 26:
      return present(a) ? a : b;
    case 27:
      return present(c) ? truth(a >= b && a <= c, a, b) : NA;
    case 28:
      return present(a) ? 0 : 1;
    case 29:
      return present(a) && present(b) ? finite(NativeMath.pow(a, b)) : NA;
    case 30:
      return a > 0 ? NativeMath.log(a) : NA;
    case 31:
      return present(a) ? finite(NativeMath.exp(a)) : NA;
    case 32:
      return finite(NativeMath.sin(a));
    case 33:
      return finite(NativeMath.cos(a));
    case 34:
      return finite(NativeMath.atan(a));
    default:
      return NA;
  }
}

@inline
function truth(holds: bool, a: f64, b: f64): f64 {
  return present(a) && present(b) ? <f64>holds : NA;
}

/** Exact, with the sign of the divisor. */
function remainder(a: f64, b: f64): f64 {
  if (!present(a) || !present(b) || b == 0) return NA;
  const rest = NativeMath.mod(a, b);
  return finite(rest != 0 && rest < 0 != b < 0 ? rest + b : rest);
}
