/** Round values between two, about `count` of them, for the lines of a chart. */
export function ticksOf(low: number, high: number, count: number): readonly number[] {
  if (!(high > low)) return Number.isFinite(low) ? [low] : [];
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5, 10].find((lead) => lead * power >= raw) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => (first + k) * step + 0);
}

/** Round values of equal ratio between two positive ones: 1, 2 or 5 times a power of ten. */
export function logTicksOf(low: number, high: number): readonly number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const lead of [1, 2, 5]) {
      const tick = lead * 10 ** power;
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  // Where no round value lies between, equal steps serve.
  return ticks.length >= 2 ? ticks : ticksOf(low, high, 4);
}

const day = 86_400_000;

/** Beginnings of years, months or days (UTC) between two times, at most `count` of them, with what to call them. */
export function timeTicksOf(
  from: number,
  to: number,
  count: number,
): readonly { readonly time: number; readonly label: string }[] {
  if (!(to > from)) return [];
  for (const months of [1, 2, 3, 6, 12, 24, 60, 120]) {
    const ticks = monthTicks(from, to, months);
    if (ticks.length > count) continue;
    if (ticks.length >= 2) return ticks;
    break;
  }
  const days = Math.max(1, Math.ceil((to - from) / day / count));
  const first = Math.ceil(from / day);
  const last = Math.floor(to / day);
  const ticks: { time: number; label: string }[] = [];
  for (let number = first; number <= last; number += days)
    ticks.push({ time: number * day, label: new Date(number * day).toISOString().slice(5, 10) });
  return ticks;
}

function monthTicks(from: number, to: number, months: number) {
  const ticks: { time: number; label: string }[] = [];
  const start = new Date(from);
  let month = Math.ceil((12 * start.getUTCFullYear() + start.getUTCMonth()) / months) * months;
  for (; ; month += months) {
    const time = Date.UTC(Math.floor(month / 12), month % 12);
    if (time > to) return ticks;
    if (time < from) continue;
    const text = new Date(time).toISOString();
    ticks.push({ time, label: month % 12 === 0 ? text.slice(0, 4) : text.slice(0, 7) });
  }
}
