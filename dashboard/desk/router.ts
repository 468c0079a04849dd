import { signal } from "@preact/signals";

/** Views of the whole desk; `strategy` is that of one. */
export const viewNames = ["overview", "positions", "portfolios", "feeds", "log", "strategy"] as const;
export type ViewName = (typeof viewNames)[number];

/** Where one is: `#/strategy/7/trades` is the view `strategy` with the parts `7` and `trades`. */
export interface Route {
  readonly view: ViewName;
  readonly parts: readonly string[];
}

/** What an address says; null where it is none of a view, such as a place in the page. */
export function routeOf(hash: string): Route | null {
  if (hash === "" || hash === "#" || hash === "#/") return { view: "overview", parts: [] };
  if (!hash.startsWith("#/")) return null;
  const [name, ...parts] = hash.slice(2).split("/").map(plain);
  const view = viewNames.find((known) => known === name);
  return view === undefined
    ? { view: "overview", parts: [] }
    : { view, parts: parts.filter((one) => one !== "") };
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view, for links: `hrefOf("strategy", 7, "trades")`. */
export function hrefOf(view: ViewName, ...parts: readonly (string | number)[]): string {
  const path = parts.map((part) => `/${encodeURIComponent(part)}`).join("");
  return view === "overview" ? "#/" : `#/${view}${path}`;
}

export const route = signal<Route>({ view: "overview", parts: [] });

/** Goes to a view as a link does; the way back leads here. */
export function go(view: ViewName, ...parts: readonly (string | number)[]): void {
  location.hash = hrefOf(view, ...parts);
}

/** Follows the address, back and forward. Call once. */
export function followAddress(): void {
  const look = (): void => {
    const found = routeOf(location.hash);
    if (found !== null) route.value = found;
  };
  addEventListener("hashchange", look);
  look();
}
