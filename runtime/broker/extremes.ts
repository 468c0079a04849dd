import type { Layout } from "../engine/layout.js";
import { extremesLayout } from "./layout.js";
import { viewAt } from "./structure.js";

/** Spans of 1, 2, 4 … 32 bars; longer ones are put together of the longest. */
const levels = 6;
const rowBytes = 32;

/** Highest and lowest prices of spans of a chunk (`kernels/assembly/broker/extremes.ts`). */
export interface ExtremesPlaces {
  readonly address: number;
  readonly write: (buffer: ArrayBuffer) => void;
}

export function placeExtremes(layout: Layout, capacity: number): ExtremesPlaces {
  const address = layout.take(extremesLayout.bytes);
  const stride = capacity * rowBytes + 64;
  const rows = layout.take(levels * stride);
  return {
    address,
    write: (buffer) => {
      const head = viewAt(new DataView(buffer), extremesLayout, address);
      head.set("rows", rows);
      head.set("stride", stride);
      head.set("levels", levels);
    },
  };
}
