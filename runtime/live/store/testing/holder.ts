import { openStore } from "../open-store.js";
import { order, quietStep, signal, wanted } from "./steps.js";

/**
 * Another process on a store, as a test starts it: takes a strategy, says so, and waits, or commits steps without end.
 * Words: address, "hold" or "commit".
 */
const [address = "", what = "hold"] = process.argv.slice(2);

async function hold(): Promise<void> {
  const store = await openStore(address);
  const { id } = await store.strategy(wanted());
  await store.lock(id);
  const standing = await store.standing(id);
  process.stdout.write(`locked ${id}\n`);
  if (what === "hold") {
    setInterval(() => {}, 1000);
    return;
  }
  for (let number = (standing?.number ?? -1) + 1; ; number++) {
    const state = new Uint8Array(4000).fill(number % 251);
    const signals = [signal(number)];
    const orders = [order(number + 1, { signalBar: number - 1, bar: number })];
    await store.commit([quietStep(id, number, { state, signals, orders })]);
    process.stdout.write(`${number}\n`);
  }
}

hold().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
