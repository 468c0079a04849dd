import { Footer } from "apache-arrow/fb/footer";
import { Message } from "apache-arrow/fb/message";
import { MessageHeader } from "apache-arrow/fb/message-header";
import { RecordBatch } from "apache-arrow/fb/record-batch";
import { Schema } from "apache-arrow/fb/schema";
import type { Field } from "apache-arrow/fb/field";
import { ByteBuffer } from "flatbuffers";

/**
 * Refuses Arrow bytes whose descriptions claim lists longer than themselves. The library believes such a length and
 * counts up to it, for hours if one bit of it is wrong.
 * @throws RangeError naming what is impossible
 */
export function guardArrow(bytes: Uint8Array): void {
  const isFile = Buffer.from(bytes.subarray(0, 6)).toString("latin1") === "ARROW1";
  if (isFile) guardFooter(bytes);
  guardMessages(bytes, isFile ? 8 : 0);
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new RangeError(what);
}

function guardFooter(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  must(bytes.length >= 24, "it ends before its footer");
  const length = view.getInt32(bytes.length - 10, true);
  must(length > 0 && length <= bytes.length - 18, "its footer lies outside the file");
  const end = bytes.length - 10;
  const footer = Footer.getRootAsFooter(new ByteBuffer(bytes.subarray(end - length, end)));
  must(footer.recordBatchesLength() * 24 <= length, "its footer lists more batches than it has room for");
  must(footer.dictionariesLength() * 24 <= length, "its footer lists more dictionaries than it has room for");
  for (let i = 0; i < footer.recordBatchesLength(); i++) {
    const block = footer.recordBatches(i);
    // A batch that is none makes the library read it again and again.
    const type = block === null ? MessageHeader.NONE : typeAt(bytes, view, Number(block.offset()));
    must(type === MessageHeader.RecordBatch, "its footer points to a batch where there is none");
  }
  for (let i = 0; i < footer.dictionariesLength(); i++) {
    const block = footer.dictionaries(i);
    const type = block === null ? MessageHeader.NONE : typeAt(bytes, view, Number(block.offset()));
    must(type === MessageHeader.DictionaryBatch, "its footer points to a dictionary where there is none");
  }
  const schema = footer.schema();
  if (schema !== null) guardSchema(schema, length);
}

function typeAt(bytes: Uint8Array, view: DataView, offset: number): MessageHeader {
  if (!(offset >= 8 && offset + 8 <= bytes.length)) return MessageHeader.NONE;
  const head = offset + (view.getInt32(offset, true) === -1 ? 8 : 4);
  const length = view.getInt32(head - 4, true);
  if (!(length > 0 && head + length <= bytes.length)) return MessageHeader.NONE;
  return Message.getRootAsMessage(new ByteBuffer(bytes.subarray(head, head + length))).headerType();
}

function guardMessages(bytes: Uint8Array, start: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = start; at + 8 <= bytes.length;) {
    const marked = view.getInt32(at, true) === -1;
    const head = at + (marked ? 8 : 4);
    const length = view.getInt32(head - 4, true);
    if (length === 0) return;
    must(length > 0 && head + length <= bytes.length, "a message lies outside the file");
    const message = Message.getRootAsMessage(new ByteBuffer(bytes.subarray(head, head + length)));
    guardMessage(message, length);
    const body = Number(message.bodyLength());
    must(body >= 0 && head + length + body <= bytes.length, "a batch lies outside the file");
    at = head + length + body;
  }
}

function guardMessage(message: Message, length: number): void {
  must(message.customMetadataLength() * 4 <= length, "a message has more metadata than it has room for");
  if (message.headerType() === MessageHeader.Schema) {
    const schema: Schema | null = message.header(new Schema());
    if (schema !== null) guardSchema(schema, length);
  }
  if (message.headerType() !== MessageHeader.RecordBatch) return;
  const batch: RecordBatch | null = message.header(new RecordBatch());
  must((batch?.nodesLength() ?? 0) * 16 <= length, "a batch lists more columns than it has room for");
  must((batch?.buffersLength() ?? 0) * 16 <= length, "a batch lists more buffers than it has room for");
}

function guardSchema(schema: Schema, length: number): void {
  must(schema.customMetadataLength() * 4 <= length, "its schema has more metadata than it has room for");
  must(schema.fieldsLength() * 4 <= length, "its schema lists more columns than it has room for");
  // Fields may claim each other as children: count them all, not just each one's.
  let seen = 0;
  const visit = (field: Field | null): void => {
    if (field === null) return;
    seen++;
    must(seen * 4 <= length, "its schema lists more columns than it has room for");
    must(field.customMetadataLength() * 4 <= length, "a column has more metadata than there is room for");
    must(field.childrenLength() * 4 <= length, "a column lists more parts than there is room for");
    for (let i = 0; i < field.childrenLength(); i++) visit(field.children(i));
  };
  for (let i = 0; i < schema.fieldsLength(); i++) visit(schema.fields(i));
}
