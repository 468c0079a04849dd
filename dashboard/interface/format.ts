import { zone, type Zone } from "./settings.js";

/** What stands for a number that does not exist. */
export const noNumber = "–";

type Figure = number | null | undefined;

const isFigure = (value: Figure): value is number => typeof value === "number" && Number.isFinite(value);

/** Fixed decimals with grouped thousands and a true minus sign; independent of any locale. */
export function decimal(value: Figure, digits: number): string {
  if (!isFigure(value)) return noNumber;
  if (Math.abs(value) >= 1e15) return value.toExponential(3).replace("-", "−");
  const text = Math.abs(value).toFixed(digits);
  const [whole = "0", fraction] = text.split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const sign = value < 0 && Number(text) !== 0 ? "−" : "";
  return sign + grouped + (fraction === undefined ? "" : `.${fraction}`);
}

/** Percent that are percent already: 12.34 as 12.34%. */
export const percent = (value: Figure, digits = 2): string =>
  isFigure(value) ? `${decimal(value, digits)}%` : noNumber;

/** With a sign also when positive. */
export const signed = (text: string): string =>
  /^[−–]/.test(text) || /^[0.,%]*$/.test(text) ? text : `+${text}`;

/** An amount of quote currency. */
export function money(value: Figure): string {
  if (!isFigure(value)) return noNumber;
  const size = Math.abs(value);
  return decimal(value, size >= 1e7 ? 0 : size >= 0.01 || size === 0 ? 2 : 6);
}

/** A price with about six significant digits, at least two decimals. */
export const price = (value: Figure): string => decimal(value, priceDigits(value));

/** Decimals that a price of this size is shown with. */
export function priceDigits(value: Figure): number {
  const size = Math.abs(isFigure(value) ? value : 0);
  return Math.max(2, size >= 1000 || size === 0 ? 2 : Math.min(10, 5 - Math.floor(Math.log10(size))));
}

/** A quantity of base units with up to six significant digits and no trailing noughts. */
export function quantity(value: Figure): string {
  if (!isFigure(value)) return noNumber;
  const size = Math.abs(value);
  const digits = size === 0 ? 0 : Math.max(0, Math.min(10, 5 - Math.floor(Math.log10(size))));
  return decimal(Number(value.toFixed(digits)), digits)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");
}

const lastTime = 8.64e15;
const two = (value: number): string => String(value).padStart(2, "0");

/** 2026-05-12 13:00:05 by the chosen clock; seconds only where they are asked for. */
export function time(
  value: Figure,
  options: { readonly seconds?: boolean; readonly by?: Zone } = {},
): string {
  if (!isFigure(value) || Math.abs(value) > lastTime) return noNumber;
  const { seconds = false, by = zone.value } = options;
  const length = seconds ? 19 : 16;
  if (by !== "local") return new Date(value).toISOString().slice(0, length).replace("T", " ");
  const date = new Date(value);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`.slice(
    0,
    length,
  );
}

/** 2026-05-12 by the chosen clock. */
export const day = (moment: number): string => time(moment).slice(0, 10);

/** "UTC" or "UTC+2", as the chosen clock stands at a moment. */
export function zoneName(at: number, by: Zone = zone.value): string {
  const minutes = by === "local" ? -new Date(at).getTimezoneOffset() : 0;
  if (minutes === 0) return "UTC";
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? "−" : "+"}${hours}${rest === 0 ? "" : `:${two(rest)}`}`;
}

/** Seconds that lightweight-charts shows as the chosen clock would: it knows no zones. */
export function chartTime(value: number, by: Zone = zone.value): number {
  const shift = by === "local" ? new Date(value).getTimezoneOffset() * 60 : 0;
  return Math.floor(value / 1000) - shift;
}

const units = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
] as const;

/** A length of time in its two largest units: 3 d 4 h. */
export function duration(milliseconds: Figure): string {
  if (!isFigure(milliseconds)) return noNumber;
  if (milliseconds < 1000) return `${decimal(Math.max(0, milliseconds), 0)} ms`;
  const first = units.findIndex(([size]) => milliseconds >= size);
  const [size, name] = units[first] ?? [1000, "s"];
  const count = Math.floor(milliseconds / size);
  const [smaller, smallerName] = units[first + 1] ?? [0, ""];
  const rest = smaller > 0 ? Math.floor((milliseconds - count * size) / smaller) : 0;
  return rest > 0 ? `${decimal(count, 0)} ${name} ${rest} ${smallerName}` : `${decimal(count, 0)} ${name}`;
}

/** An interval as traders write it: 1m, 4h, 1d, 1w. */
export function interval(milliseconds: number): string {
  const names = [
    [604_800_000, "w"],
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "m"],
    [1000, "s"],
  ] as const;
  const found = names.find(([size]) => milliseconds % size === 0);
  return found === undefined ? `${milliseconds} ms` : `${milliseconds / found[0]}${found[1]}`;
}

/** "gain" above nothing, "loss" below it: a class of the style sheet. */
export function sense(value: Figure): "gain" | "loss" | undefined {
  if (!isFigure(value) || value === 0) return undefined;
  return value > 0 ? "gain" : "loss";
}

const initials: Readonly<Record<string, string>> = {
  auc: "AUC",
  mcc: "MCC",
  rmse: "RMSE",
  mae: "MAE",
  r2: "R²",
};

/** The name of a figure as its heading: log_loss as Log loss. */
export const metricTitle = (name: string): string =>
  initials[name] ?? (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");
