/** What can be asked of a replay to go wrong, and the share of bars (or requests) that it befalls. */
export const replayFaults = {
  gaps: 0.05,
  duplicates: 0.1,
  late: 0.05,
  "out-of-order": 0.05,
  forming: 1,
  unflagged: 1,
  disconnects: 0.02,
  silence: 0.01,
  skew: 1,
  revisions: 0.03,
  malformed: 0.05,
  "truncated-history": 0.3,
  "rate-limits": 0.2,
  "time-backwards": 0.02,
} as const;

export type ReplayFault = keyof typeof replayFaults;

export const replayFaultNames: readonly ReplayFault[] = Object.keys(replayFaults).filter(isReplayFault);

export function isReplayFault(name: string): name is ReplayFault {
  return Object.hasOwn(replayFaults, name);
}
