/** Lets whatever else waits in this thread be done first: an order to stop, a message. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    // A page has none.
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve);
  });
