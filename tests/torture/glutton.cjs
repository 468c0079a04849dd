"use strict";
// Loaded into a process whose memory is to end: from SIGUSR2 on it keeps two more MiB at each turn.
process.on("SIGUSR2", () => {
  const kept = [];
  const eat = () => {
    kept.push(Array.from({ length: 1 << 18 }, (_, k) => k + 0.5));
    setImmediate(eat);
  };
  eat();
});
