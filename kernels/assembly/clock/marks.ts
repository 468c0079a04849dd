/** Marks of a bar, summed: a slower bar ended before it, one begins with it, one ends with it. */
export const ENDED_BEFORE: i32 = 1;
export const BEGINS: i32 = 2;
export const ENDS: i32 = 4;
