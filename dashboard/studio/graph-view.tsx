import type { JSX } from "preact";
import type { GraphPicture } from "./research/protocol.js";
import { words } from "./words.js";

const box = { width: 168, height: 46, gapX: 44, gapY: 12 };

/** Each box one column to the right of the last of those it reads. */
function layers({ boxes, arrows }: GraphPicture): ReadonlyMap<string, number> {
  const reads = new Map<string, string[]>();
  for (const { from, to } of arrows) reads.set(to, [...(reads.get(to) ?? []), from]);
  const found = new Map<string, number>();
  // Boxes stand in the order in which they are computed: what one reads stands before it.
  for (const { id } of boxes)
    found.set(id, Math.max(-1, ...(reads.get(id) ?? []).map((each) => found.get(each) ?? -1)) + 1);
  return found;
}

/** The compiled strategy as boxes and lines: what reads what, from the bars on the left to the orders on the right. */
export function GraphView({ picture }: { readonly picture: GraphPicture }): JSX.Element {
  const layer = layers(picture);
  const used = new Map<number, number>();
  const places = new Map(
    picture.boxes.map(({ id }) => {
      const column = layer.get(id) ?? 0;
      const row = used.get(column) ?? 0;
      used.set(column, row + 1);
      return [id, { x: 8 + column * (box.width + box.gapX), y: 8 + row * (box.height + box.gapY) }];
    }),
  );
  const width = 16 + (Math.max(0, ...layer.values()) + 1) * (box.width + box.gapX) - box.gapX;
  const height = 16 + Math.max(1, ...used.values()) * (box.height + box.gapY) - box.gapY;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={words.graph}>
      <svg class="graph" width={width} height={height} role="img" aria-label={words.graph}>
        {picture.arrows.map(({ from, to }, k) => {
          const [a, b] = [places.get(from), places.get(to)];
          if (a === undefined || b === undefined) return null;
          const [x1, y1] = [a.x + box.width, a.y + box.height / 2];
          const [x2, y2] = [b.x, b.y + box.height / 2];
          const bend = Math.max(20, (x2 - x1) / 2);
          return <path key={k} d={`M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`} />;
        })}
        {picture.boxes.map(({ id, lines, kind }) => {
          const { x, y } = places.get(id) ?? { x: 0, y: 0 };
          return (
            <g key={id} class={kind} transform={`translate(${x} ${y})`}>
              <title>{lines.join("\n")}</title>
              <rect width={box.width} height={box.height} rx="5" />
              {lines.slice(0, 2).map((text, row) => (
                <text
                  key={row}
                  x="10"
                  y={lines.length === 1 ? 28 : 20 + 17 * row}
                  class={row === 0 ? "name" : ""}
                >
                  {text.length > 24 ? `${text.slice(0, 23)}…` : text}
                </text>
              ))}
            </g>
          );
        })}
      </svg>
    </div>
  );
}
