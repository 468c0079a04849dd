import type { Verification } from "../runtime/verify/index.js";

const count = (value: number): string => value.toLocaleString("en-US");

/** What was checked, how often, and how far off it was at worst. */
export function showVerification({ checks, identities }: Verification): string {
  const looked = identities.filter((identity) => identity.checks > 0);
  const rows = looked.map(({ name, checks: own, worst }) => {
    const exactly = worst === 0 ? "to the last bit" : `to ${worst.toExponential(0)} at worst`;
    return `  ${count(own).padStart(12)}  ${name}, ${exactly}`;
  });
  return [`verified  ${count(checks)} checks, all of them hold`, ...rows].join("\n");
}
