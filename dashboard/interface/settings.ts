import { effect, signal, type Signal } from "@preact/signals";
import { storedTheme, themeKey, themes, type Theme } from "./stored-theme.js";

export { themes, type Theme };

export const zones = ["utc", "local", "exchange"] as const;
/** Whose clock times are shown by. `exchange`: the exchange's day, which for crypto exchanges begins at 00:00 UTC. */
export type Zone = (typeof zones)[number];

const zoneKey = "sage-zone";

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice then holds until the page is left.
  }
}

/** The chosen theme; changing it repaints the page and every chart. */
export const theme: Signal<Theme> = signal(storedTheme());
export const zone: Signal<Zone> = signal(zones.find((name) => name === read(zoneKey)) ?? "utc");

/** Counts changes of colour: what paints by itself, such as a chart, follows it. */
export const repaints = signal(0);

/** Lets the page follow what is chosen. Call once. */
export function followSettings(): void {
  effect(() => {
    const choice = theme.value;
    if (choice === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = choice;
    keep(themeKey, choice);
    repaints.value = repaints.peek() + 1;
  });
  effect(() => keep(zoneKey, zone.value));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    repaints.value = repaints.peek() + 1;
  });
}

/** A colour of the page as it is now: `colour("gain")`. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
