/** The objects of a PDF, numbered from 1; the first is its catalog. A stream is a dictionary and its data. */
export type PdfContent = string | { dictionary: string; data: Uint8Array };

const mark = "%PDF-1.7\n";

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
