import { latin } from "./latin.js";
import { Sheet } from "./sheet.js";

export interface PdfFacts {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  /** Epoch milliseconds; null: the same content gives the same file. */
  readonly created: number | null;
}

/** A PDF of A4 pages with an outline and numbered pages; `draw` fills it from top to bottom. */
export async function writePdf(
  { title, author, subject, created }: PdfFacts,
  draw: (sheet: Sheet) => void,
): Promise<Uint8Array> {
  const { default: PDFDocument } = await import("pdfkit");
  const doc = new PDFDocument({
    size: "A4",
    margin: 0,
    bufferPages: true,
    displayTitle: true,
    lang: "en",
    info: {
      Title: latin(title),
      Author: latin(author),
      Subject: latin(subject),
      CreationDate: new Date(created ?? 0),
    },
  });
  const pieces: Uint8Array[] = [];
  const finished = new Promise<void>((resolve, reject) => {
    doc.on("data", (piece: Uint8Array) => pieces.push(piece));
    doc.on("end", resolve);
    doc.on("error", reject);
  });
  const sheet = new Sheet(doc);
  draw(sheet);
  sheet.numberPages(`${title} · ${subject} · ${author}`);
  doc.end();
  await finished;
  return Buffer.concat(pieces);
}
