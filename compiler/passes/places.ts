import type { Diagnostic } from "../../lang/diagnostics/diagnostic.js";
import { startDependent } from "../diagnostics/sage3203-start-dependent.js";
import type { Source, Span } from "../../lang/source.js";

/**
 * A body that was copied from another file. Its expressions keep their places in that file, moved behind the end of the
 * text, each copy into a room of its own: so every span says on its own which file it belongs to, and which call brought
 * it here.
 */
export interface Room {
  /** What is added to the offsets of the other file. */
  readonly from: number;
  readonly source: Source;
  /** The call or the `use`, in the file itself or in an earlier room. */
  readonly place: Span;
  /** As it is called there: `trend.supertrend`. */
  readonly name: string;
}

/** The text of a file together with what was copied into it. */
export interface ProgramSource extends Source {
  readonly rooms: readonly Room[];
}

/** A source whose rooms are still to be found. */
export interface OpenSource extends Source {
  readonly rooms: Room[];
}

export function openSource(source: Source): OpenSource {
  const { path, text, lineStarts } = source;
  return { path, text, lineStarts, rooms: [] };
}

/** Makes room for a copy; gives what has to be added to the offsets of the other file. */
export function addRoom(to: OpenSource, source: Source, place: Span, name: string): number {
  const last = to.rooms.at(-1);
  const from = (last === undefined ? to.text.length : last.from + last.source.text.length) + 1;
  to.rooms.push({ from, source, place, name });
  return from;
}

export const isWithin = (inner: Span, outer: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

const hasRooms = (source: Source): source is ProgramSource => "rooms" in source;

function roomOf(source: Source, { start }: Span): Room | undefined {
  if (start <= source.text.length || !hasRooms(source)) return undefined;
  const { rooms } = source;
  let low = 0;
  let high = rooms.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rooms[middle]?.from ?? Infinity) <= start) low = middle;
    else high = middle - 1;
  }
  return rooms[low];
}

/** The text of a place, on one line. */
export function textAt(source: Source, span: Span): string {
  const room = roomOf(source, span);
  const from = room?.from ?? 0;
  const { text } = room?.source ?? source;
  return text
    .slice(span.start - from, span.end - from)
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** Where a span is in the file itself: of what was copied from elsewhere, the call that brought it. */
export function placeOf(source: ProgramSource, span: Span): Span {
  let place = span;
  for (let room = roomOf(source, place); room !== undefined; room = roomOf(source, place)) place = room.place;
  return place;
}

/** The outermost call that brought a place here. */
function broughtBy(source: ProgramSource, span: Span): Room | undefined {
  let outer: Room | undefined;
  for (let room = roomOf(source, span); room !== undefined; room = roomOf(source, room.place)) outer = room;
  return outer;
}

export const isBrought = (source: ProgramSource, span: Span): boolean => roomOf(source, span) !== undefined;

/**
 * A diagnostic at its place in the file itself. What is found in a body from another file comes from what its caller
 * passes, since the other file is checked on its own: it is shown at the call, without edits. Warnings there are left out,
 * but for the one that concerns whoever calls: that a value depends on the day the data starts.
 */
export function brought(diagnostic: Diagnostic, source: ProgramSource): Diagnostic | undefined {
  const room = broughtBy(source, diagnostic.span);
  if (room === undefined) {
    if (source.rooms.length === 0) return diagnostic;
    const related = diagnostic.related.filter(({ span }) => !isBrought(source, span));
    const fixes = diagnostic.fixes.filter(({ edits }) => edits.every(({ span }) => !isBrought(source, span)));
    return { ...diagnostic, related, fixes };
  }
  if (diagnostic.code === startDependent.definition.code) {
    const help = "state that it is meant: `// sage-allow SAGE3203: counts since launch`";
    return startDependent({ span: room.place, holes: { name: room.name, help } });
  }
  if (diagnostic.severity !== "error") return undefined;
  const text = textAt(source, diagnostic.span);
  return {
    ...diagnostic,
    span: room.place,
    label: `this call brings it about`,
    note: `found inside \`${room.name}\`, at \`${text.length > 60 ? `${text.slice(0, 57)}…` : text}\``,
    help: [],
    related: [],
    fixes: [],
  };
}
