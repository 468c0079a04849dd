import { DONE, FAILED, GENERATION, LEAVE, NEXT, PHASE, THREADS } from "./layout";
import { perform } from "./phases";

/*
 * One thread grows the tree; the others wait for phases of its work, take pieces of them, and say when they are done.
 * Which thread takes which piece does not matter to the result. Waiting begins with a short spin, for most pauses are
 * shorter than going to sleep.
 */

const spins = 4000;

/** The loop of every other thread, until it is told to leave. */
export function work(job: usize, thread: i32, generation: i32): void {
  for (;;) {
    for (let spin = 0; atomic.load<i32>(job, GENERATION) == generation; spin++)
      if (spin > spins) atomic.wait<i32>(job + GENERATION, generation, -1);
    generation = atomic.load<i32>(job, GENERATION);
    const phase = load<i32>(job, PHASE);
    if (phase != LEAVE) perform(job, phase, thread);
    // Too early a word costs a look; none at all, where a thread fails meanwhile, would be waited for without end.
    if (atomic.add<i32>(job, 1, DONE) + 1 >= othersOf(job)) atomic.notify(job + DONE, 1);
    if (phase == LEAVE) return;
  }
}

/** Threads beside the one that grows the tree; one that has failed is no more. */
@inline
function othersOf(job: usize): i32 {
  return load<i32>(job, THREADS) - 1 - atomic.load<i32>(job, FAILED);
}

/** Does a phase with all threads; its arguments have been written. Traps where one of them has failed. */
export function together(job: usize, phase: i32): void {
  const others = othersOf(job);
  atomic.store<i32>(job, 0, NEXT);
  if (others > 0) {
    atomic.store<i32>(job, 0, DONE);
    store<i32>(job, phase, PHASE);
    atomic.add<i32>(job, 1, GENERATION);
    atomic.notify(job + GENERATION, others);
  }
  if (phase != LEAVE) perform(job, phase, 0);
  for (let spin = 0; others > 0; spin++) {
    const done = atomic.load<i32>(job, DONE);
    if (done >= others) break;
    if (spin > spins) atomic.wait<i32>(job + DONE, done, -1);
  }
  if (phase != LEAVE && atomic.load<i32>(job, FAILED) != 0) unreachable();
}

/** Does a phase without the other threads: where the work is less than waking them. */
export function alone(job: usize, phase: i32): void {
  atomic.store<i32>(job, 0, NEXT);
  perform(job, phase, 0);
}

/** The next piece of the phase that nobody has taken. */
@inline
export function claim(job: usize): i32 {
  return atomic.add<i32>(job, 1, NEXT);
}
