import { deflateSync } from "node:zlib";

/** The objects of a PDF, numbered from 1; the first is its catalog. A stream is a dictionary and its data. */
export type PdfContent = string | { dictionary: string; data: Uint8Array };

const mark = "%PDF-1.7\n";
/** As most programs write it: rows of 7 bytes, each the difference to the one before. */
const predictor = "/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 7 >>";

const streamOf = (dictionary: string, data: Uint8Array) =>
  Buffer.concat([Buffer.from(`<< ${dictionary} >>\nstream\n`), data, Buffer.from("\nendstream")]);

function written(content: PdfContent): Buffer {
  if (typeof content === "string") return Buffer.from(content, "latin1");
  const hasLength = content.dictionary.includes("/Length");
  return streamOf(`${content.dictionary}${hasLength ? "" : ` /Length ${content.data.length}`}`, content.data);
}

/** Puts objects behind what is there, and notes where each begins. */
function createFile(head: Uint8Array) {
  const chunks = [head];
  let at = head.length;
  const put = (chunk: Uint8Array) => {
    chunks.push(chunk);
    at += chunk.length;
  };
  return {
    at: () => at,
    put,
    putObject(number: number, content: Uint8Array): number {
      const offset = at;
      put(Buffer.concat([Buffer.from(`${number} 0 obj\n`), content, Buffer.from("\nendobj\n")]));
      return offset;
    },
    bytes: () => new Uint8Array(Buffer.concat(chunks)),
  };
}

const entry = (offset: number) => `${String(offset).padStart(10, "0")} 00000 n \n`;
const freeEntry = "0000000000 65535 f \n";

/** With a cross-reference table. */
export function asTable(objects: readonly PdfContent[], more = ""): Uint8Array {
  const file = createFile(Buffer.from(mark));
  const entries = objects.map((object, at) => entry(file.putObject(at + 1, written(object))));
  const start = file.at();
  const size = objects.length + 1;
  file.put(
    Buffer.from(
      `xref\n0 ${size}\n${freeEntry}${entries.join("")}trailer\n<< /Size ${size} /Root 1 0 R ${more}>>\n` +
        `startxref\n${start}\n%%EOF\n`,
    ),
  );
  return file.bytes();
}

/** The same after object 4 was replaced by an incremental update. */
export function asUpdate(objects: readonly PdfContent[]): Uint8Array {
  const old = objects.map((object, at) => (at === 3 ? "(what was there before)" : object));
  const before = asTable(old);
  const previous = /startxref\n(\d+)/.exec(Buffer.from(before).toString("latin1"))?.[1];
  const file = createFile(before);
  const offset = file.putObject(4, written(objects[3] ?? ""));
  const start = file.at();
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Prev ${previous} >>`;
  file.put(Buffer.from(`xref\n4 1\n${entry(offset)}${trailer}\nstartxref\n${start}\n%%EOF\n`));
  return file.bytes();
}

/** What is no stream lies in a stream of objects, and all places in a cross-reference stream. */
export function asStreams(objects: readonly PdfContent[]): Uint8Array {
  const { file, rows } = withContainer(objects);
  const start = file.at();
  const number = objects.length + 2;
  rows.push([1, start, 0]);
  const dictionary = `/Type /XRef /Size ${number + 1} /Root 1 0 R /W [1 4 2] /Index [0 ${number + 1}] ${predictor}`;
  const data = deflateSync(predicted(rows));
  file.putObject(number, streamOf(`${dictionary} /Length ${data.length}`, data));
  file.put(Buffer.from(`startxref\n${start}\n%%EOF\n`));
  return file.bytes();
}

/** As Word writes it: a table for old programs, and a cross-reference stream for the objects that it does not name. */
export function asHybrid(objects: readonly PdfContent[]): Uint8Array {
  const { file, rows } = withContainer(objects);
  const number = objects.length + 2;
  const streamStart = file.at();
  const data = deflateSync(predicted(rows));
  const dictionary = `/Type /XRef /Size ${number + 1} /W [1 4 2] ${predictor}`;
  file.putObject(number, streamOf(`${dictionary.replace(`${number + 1}`, `${number}`)} /Length ${data.length}`, data));
  const start = file.at();
  const trailer = `trailer\n<< /Size ${number + 1} /Root 1 0 R /XRefStm ${streamStart} >>`;
  file.put(
    Buffer.from(`xref\n0 1\n${freeEntry}${number} 1\n${entry(streamStart)}${trailer}\nstartxref\n${start}\n%%EOF`),
  );
  return file.bytes();
}

/** Streams by themselves, all else in one object more. */
function withContainer(objects: readonly PdfContent[]) {
  const file = createFile(Buffer.from(mark));
  const container = objects.length + 1;
  const rows: [number, number, number][] = [[0, 0, 65_535]];
  const plain: { number: number; text: string }[] = [];
  for (const [at, object] of objects.entries()) {
    if (typeof object === "string") rows.push([2, container, plain.push({ number: at + 1, text: object }) - 1]);
    else rows.push([1, file.putObject(at + 1, written(object)), 0]);
  }
  let offset = 0;
  const heads = plain.map(({ number, text }) => {
    const head = `${number} ${offset} `;
    offset += text.length + 1;
    return head;
  });
  const first = heads.join("");
  const data = deflateSync(Buffer.from(`${first}${plain.map(({ text }) => `${text}\n`).join("")}`, "latin1"));
  const dictionary = `/Type /ObjStm /N ${plain.length} /First ${first.length} /Filter /FlateDecode`;
  rows.push([1, file.putObject(container, streamOf(`${dictionary} /Length ${data.length}`, data)), 0]);
  return { file, rows };
}

function predicted(rows: readonly [number, number, number][]): Uint8Array {
  const plain = rows.map(([kind, second, third]) => {
    const row = Buffer.alloc(7);
    row.writeUInt8(kind, 0);
    row.writeUInt32BE(second, 1);
    row.writeUInt16BE(third, 5);
    return row;
  });
  return Buffer.concat(
    plain.map((row, at) => Buffer.from([2, ...row.map((byte, column) => byte - (plain[at - 1]?.[column] ?? 0))])),
  );
}
