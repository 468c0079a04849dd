import { latin } from "./latin.js";

export const ink = {
  text: "#1d2328",
  muted: "#5a646c",
  line: "#dedad0",
  accent: "#1f5f99",
  market: "#8a8577",
  gain: "#1f7350",
  loss: "#ad3b2c",
  warn: "#8a5a00",
} as const;

export interface TableColumn {
  readonly title: string;
  /** Share of the width. */
  readonly share: number;
  readonly align: "left" | "right";
}

export interface TableCell {
  readonly text: string;
  readonly colour?: string;
  /** Ground of the cell. */
  readonly fill?: string | null;
  readonly strong?: boolean;
}

const margin = 42;
const rowHeight = 13;
const fonts = { plain: "Helvetica", strong: "Helvetica-Bold", code: "Courier" } as const;

/** Paper that is written from top to bottom, with a new page where one is full. Lengths in points. */
export class Sheet {
  readonly left = margin;
  readonly width: number;
  readonly #bottom: number;
  y = margin;

  constructor(readonly doc: PDFKit.PDFDocument) {
    this.width = doc.page.width - 2 * margin;
    this.#bottom = doc.page.height - margin - 14;
  }

  /** Goes to a new page where less than `height` is left. */
  room(height: number): void {
    if (this.y + height <= this.#bottom) return;
    this.doc.addPage();
    this.y = margin;
  }

  space(height: number): void {
    this.y += height;
  }

  /** Title of a section, also in the outline; it stays with what follows for `height`. */
  heading(title: string, height = 60): void {
    this.room(height + 26);
    this.y += 14;
    this.doc.outline.addItem(latin(title));
    this.write(title, this.left, this.width, { size: 12, font: "strong" });
    this.y += 18;
  }

  paragraph(text: string, options: { size?: number; colour?: string; font?: keyof typeof fonts } = {}): void {
    const { size = 9, colour = ink.text, font = "plain" } = options;
    const words = latin(text);
    this.doc.font(fonts[font]).fontSize(size);
    const height = this.doc.heightOfString(words, { width: this.width });
    this.room(height);
    this.doc.fillColor(colour).text(words, this.left, this.y, { width: this.width });
    this.y += height + 3;
  }

  /** One line at the current height, cut where it is too long. */
  write(
    text: string,
    x: number,
    width: number,
    options: {
      size?: number;
      colour?: string;
      font?: keyof typeof fonts;
      align?: "left" | "right" | "center";
    } = {},
  ): void {
    const { size = 8, colour = ink.text, font = "plain", align = "left" } = options;
    this.doc.font(fonts[font]).fontSize(size).fillColor(colour);
    const words = this.#fit(latin(text), width);
    const room = align === "left" ? 0 : width - this.doc.widthOfString(words);
    this.doc.text(words, x + (align === "center" ? room / 2 : Math.max(0, room)), this.y, {
      lineBreak: false,
    });
  }

  /** Rows under a head that is repeated on every page. */
  table(columns: readonly TableColumn[], rows: readonly (readonly TableCell[])[]): void {
    this.room(3 * rowHeight);
    this.#head(columns);
    for (const row of rows) {
      if (this.y + rowHeight > this.#bottom) {
        this.room(this.#bottom);
        this.#head(columns);
      }
      this.#row(columns, row);
    }
    this.y += 4;
  }

  #head(columns: readonly TableColumn[]): void {
    const cells = columns.map(({ title }) => ({ text: title, colour: ink.muted }));
    this.#row(columns, cells);
    this.rule(this.y - 2);
  }

  #row(columns: readonly TableColumn[], cells: readonly TableCell[]): void {
    let x = this.left;
    for (const [k, { share, align }] of columns.entries()) {
      const cell = cells[k];
      const width = share * this.width;
      if (cell?.fill) this.doc.rect(x + 1, this.y - 2.5, width - 2, rowHeight - 1).fill(cell.fill);
      if (cell !== undefined)
        this.write(cell.text, x + 2, width - 5, {
          align,
          colour: cell.colour ?? ink.text,
          font: cell.strong === true ? "strong" : "plain",
        });
      x += width;
    }
    this.y += rowHeight;
  }

  rule(y: number): void {
    this.doc
      .moveTo(this.left, y)
      .lineTo(this.left + this.width, y)
      .lineWidth(0.6)
      .stroke(ink.line);
  }

  #fit(text: string, width: number): string {
    if (this.doc.widthOfString(text) <= width) return text;
    let [low, high] = [0, text.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.doc.widthOfString(`${text.slice(0, middle)}…`) <= width) low = middle;
      else high = middle - 1;
    }
    return `${text.slice(0, low)}…`;
  }

  /** Says on every page what it belongs to and how many there are. */
  numberPages(title: string): void {
    const { start, count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.doc.switchToPage(start + page);
      // What stands in the margin must not begin a new page.
      this.doc.page.margins.bottom = 0;
      this.y = this.doc.page.height - margin + 6;
      this.write(title, this.left, this.width * 0.8, { size: 7, colour: ink.muted });
      this.write(`${page + 1} / ${count}`, this.left, this.width, {
        size: 7,
        colour: ink.muted,
        align: "right",
      });
    }
  }
}
