import { signal } from "@preact/signals";

/** What the decision panel is about. */
export interface Selection {
  readonly strategy: number;
  readonly kind: "trade" | "signal";
  readonly id: number;
}

export const selection = signal<Selection | null>(null);

/** The moment that the chart marks, epoch milliseconds; null: none. */
export const spotted = signal<number | null>(null);

/** What opened the panel: it gets the focus back. */
let opener: HTMLElement | null = null;

export function choose(chosen: Selection, from: HTMLElement): void {
  opener = from;
  selection.value = chosen;
}

export function leave(): void {
  selection.value = null;
  spotted.value = null;
  if (opener?.isConnected === true) opener.focus();
  opener = null;
}
