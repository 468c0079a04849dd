/*
 * The values of a long sliding window in order of size: a treap (Seidel and Aragon, 1996) whose nodes count what hangs
 * below them, so that inserting, removing, and finding a rank take O(log window). Priorities are a fixed hash of the
 * node's number: the same bits on every machine. Node number k + 1 holds the value of ring place k; number 0 is none.
 *
 * State: root (u32), place in the ring (u32), values held (u32), nothing (u32); 24 bytes a node: value, left, right,
 * nodes below and itself, nothing.
 */

const ROOT: usize = 0;
const PLACE: usize = 4;
const HELD: usize = 8;
const NODES: usize = 16;

const LEFT: usize = 8;
const RIGHT: usize = 12;
const SIZE: usize = 16;

/** The newest value enters, and leaves again `length` values later. */
export function treapPush(state: usize, length: u32, x: f64): void {
  const place = load<u32>(state, PLACE);
  const held = load<u32>(state, HELD);
  if (held == length) remove(state, place + 1);
  else store<u32>(state, held + 1, HELD);
  insert(state, place + 1, x);
  store<u32>(state, place + 1 == length ? 0 : place + 1, PLACE);
}

/** How many values of the window are not above `x`. */
export function treapCountNotAbove(state: usize, x: f64): u32 {
  let node = load<u32>(state, ROOT);
  let count: u32 = 0;
  while (node) {
    const at = address(state, node);
    if (load<f64>(at) <= x) {
      count += sizeOf(state, load<u32>(at, LEFT)) + 1;
      node = load<u32>(at, RIGHT);
    } else node = load<u32>(at, LEFT);
  }
  return count;
}

/** The value with `rank` values before it in order of size; ranks count from 0 and lie below the number held. */
export function treapValueAt(state: usize, rank: u32): f64 {
  let node = load<u32>(state, ROOT);
  while (true) {
    const at = address(state, node);
    const before = sizeOf(state, load<u32>(at, LEFT));
    if (rank == before) return load<f64>(at);
    if (rank < before) node = load<u32>(at, LEFT);
    else {
      rank -= before + 1;
      node = load<u32>(at, RIGHT);
    }
  }
}

@inline
function address(state: usize, node: u32): usize {
  return state + NODES - 24 + <usize>node * 24;
}

@inline
function sizeOf(state: usize, node: u32): u32 {
  return node ? load<u32>(address(state, node), SIZE) : 0;
}

/** Finaliser of MurmurHash3 (A. Appleby). */
@inline
function priority(node: u32): u32 {
  let h = node;
  h = (h ^ (h >>> 16)) * 0x85ebca6b;
  h = (h ^ (h >>> 13)) * 0xc2b2ae35;
  return h ^ (h >>> 16);
}

/** Whether node `a` with value `x` stands before node `b` with value `y`: by value, then by number. */
@inline
function before(x: f64, a: u32, y: f64, b: u32): bool {
  return x < y || (x == y && a < b);
}

function insert(state: usize, node: u32, x: f64): void {
  const rank = priority(node);
  let link = state + ROOT;
  let current = load<u32>(link);
  while (current && priority(current) >= rank) {
    const at = address(state, current);
    store<u32>(at, load<u32>(at, SIZE) + 1, SIZE);
    link = at + (before(x, node, load<f64>(at), current) ? LEFT : RIGHT);
    current = load<u32>(link);
  }
  const own = address(state, node);
  store<f64>(own, x);
  store<u32>(own, sizeOf(state, current) + 1, SIZE);
  store<u32>(link, node);
  split(state, current, x, node, own);
}

/** Hangs what was below the new node's place to its left and right. */
function split(state: usize, subtree: u32, x: f64, node: u32, own: usize): void {
  let smaller = countBefore(state, subtree, x, node);
  let leftLink = own + LEFT;
  let rightLink = own + RIGHT;
  while (subtree) {
    const at = address(state, subtree);
    if (before(load<f64>(at), subtree, x, node)) {
      store<u32>(leftLink, subtree);
      store<u32>(at, smaller, SIZE);
      smaller -= sizeOf(state, load<u32>(at, LEFT)) + 1;
      leftLink = at + RIGHT;
      subtree = load<u32>(leftLink);
    } else {
      store<u32>(rightLink, subtree);
      store<u32>(at, load<u32>(at, SIZE) - smaller, SIZE);
      rightLink = at + LEFT;
      subtree = load<u32>(rightLink);
    }
  }
  store<u32>(leftLink, 0);
  store<u32>(rightLink, 0);
}

function countBefore(state: usize, subtree: u32, x: f64, node: u32): u32 {
  let count: u32 = 0;
  while (subtree) {
    const at = address(state, subtree);
    if (before(load<f64>(at), subtree, x, node)) {
      count += sizeOf(state, load<u32>(at, LEFT)) + 1;
      subtree = load<u32>(at, RIGHT);
    } else subtree = load<u32>(at, LEFT);
  }
  return count;
}

function remove(state: usize, node: u32): void {
  const own = address(state, node);
  const x = load<f64>(own);
  let link = state + ROOT;
  let current = load<u32>(link);
  while (current != node) {
    const at = address(state, current);
    store<u32>(at, load<u32>(at, SIZE) - 1, SIZE);
    link = at + (before(x, node, load<f64>(at), current) ? LEFT : RIGHT);
    current = load<u32>(link);
  }
  let left = load<u32>(own, LEFT);
  let right = load<u32>(own, RIGHT);
  while (left && right) {
    if (priority(left) >= priority(right)) {
      const at = address(state, left);
      store<u32>(link, left);
      store<u32>(at, load<u32>(at, SIZE) + load<u32>(address(state, right), SIZE), SIZE);
      link = at + RIGHT;
      left = load<u32>(link);
    } else {
      const at = address(state, right);
      store<u32>(link, right);
      store<u32>(at, load<u32>(at, SIZE) + load<u32>(address(state, left), SIZE), SIZE);
      link = at + LEFT;
      right = load<u32>(link);
    }
  }
  store<u32>(link, left ? left : right);
}
