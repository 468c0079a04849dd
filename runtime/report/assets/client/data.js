/** The run's data as it was written into the page; times in seconds. */
export const data = JSON.parse(document.getElementById("data").textContent);

function accumulate(steps) {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

for (const part of [data.curve, data.candles]) {
  if (part !== null) part.time = accumulate(part.time);
}
data.trades.entryTime = accumulate(data.trades.entryTime);
data.trades.exitTime = accumulate(data.trades.exitTime);

/** Fixed decimals, grouped thousands, true minus: the same as in the rest of the page. */
export function decimal(value, digits) {
  if (!Number.isFinite(value)) return "–";
  const [whole, fraction] = Math.abs(value).toFixed(digits).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction === undefined ? "" : `.${fraction}`);
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

export function percent(value, digits = 2) {
  return `${decimal(value * 100, digits)}%`;
}

/** Decimals that give a price about six significant digits. */
export function priceDigits(value) {
  const size = Math.abs(value);
  return size >= 1000 || size === 0 ? 2 : Math.max(2, Math.min(10, 5 - Math.floor(Math.log10(size))));
}

export function price(value) {
  return decimal(value, priceDigits(value));
}

export function money(value) {
  const size = Math.abs(value);
  return decimal(value, size >= 1e7 ? 0 : size >= 1 || size === 0 ? 2 : 6);
}

export function clock(seconds) {
  return new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
}
