import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { pdfFile, pdfStream } from "./pdf-file.ts";

/** Embedded whole, as by programs that do not subset. */
const fontNames = ["LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"];
const fontFolder = new URL("standard_fonts/", import.meta.resolve("pdfjs-dist/package.json"));
const linesPerPage = 42;
const words = (
  "the report of this quarter shows that orders from the north grew while stocks in every store fell and deliveries " +
  "were late so the board asks for a plan by which goods arrive before they are sold out"
).split(" ");

/** Always the same numbers: a linear congruential generator (Numerical Recipes, section 7.1). */
function createDice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Two fonts of three objects each, from object number `at`. */
function fontObjects(at: number): (string | Uint8Array)[] {
  return fontNames.flatMap((name, index) => {
    const program = readFileSync(new URL(name, fontFolder));
    const number = at + 3 * index;
    return [
      `<< /Type /Font /Subtype /TrueType /BaseFont /Font${index} /FirstChar 32 /LastChar 32 /Widths [278] ` +
        `/Encoding /WinAnsiEncoding /FontDescriptor ${number + 1} 0 R >>`,
      `<< /Type /FontDescriptor /FontName /Font${index} /Flags 32 /FontBBox [-500 -300 1300 1000] /ItalicAngle 0 ` +
        `/Ascent 905 /Descent -212 /CapHeight 729 /StemV 80 /FontFile2 ${number + 2} 0 R >>`,
      pdfStream(`/Filter /FlateDecode /Length1 ${program.length}`, deflateSync(program)),
    ];
  });
}

/**
 * A PDF as word processors export it: a flat list of pages, fonts that all pages share, then for each page its
 * dictionary, 42 lines of kerned text, and a picture of `pictureBytes` if these are not 0.
 */
export function longPdf({ pages, pictureBytes }: { pages: number; pictureBytes: number }): Uint8Array {
  const dice = createDice(pages);
  const perPage = pictureBytes === 0 ? 2 : 3;
  const firstPage = 9;
  const numbers = Array.from({ length: pages }, (_, at) => firstPage + at * perPage);
  const lineOf = (page: number, line: number) => {
    const text = `${page}.${line} ${Array.from({ length: 11 }, () => words[dice(words.length)]).join(" ")}`;
    const kerned = (text.match(/.{1,3}/g) ?? []).map((part) => `(${part}) ${dice(9) - 4}`).join(" ");
    return `BT /F1 9 Tf 1 0 0 1 72 ${720 - 15 * line} Tm [${kerned}] TJ ET`;
  };
  const pageObjects = numbers.flatMap((number, at) => {
    const lines = Array.from({ length: linesPerPage }, (_, line) => lineOf(at + 1, line)).join("\n");
    const hasPicture = pictureBytes > 0;
    const shown = hasPicture ? "q 200 0 0 150 72 40 cm /P Do Q" : "";
    const picture = "/Type /XObject /Subtype /Image /Width 800 /Height 600 /ColorSpace /DeviceRGB /BitsPerComponent 8";
    return [
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R /F2 6 0 R >> " +
        `${hasPicture ? `/XObject << /P ${number + 2} 0 R >>` : ""} >> /Contents ${number + 1} 0 R >>`,
      pdfStream(
        "/Filter /FlateDecode",
        deflateSync(`BT /F2 14 Tf 72 740 Td (Chapter ${at + 1}) Tj ET ${lines} ${shown}`),
      ),
      ...(hasPicture
        ? [
            pdfStream(
              `${picture} /Filter /DCTDecode`,
              Uint8Array.from({ length: pictureBytes }, () => dice(256)),
            ),
          ]
        : []),
    ];
  });
  return pdfFile([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${numbers.map((number) => `${number} 0 R`).join(" ")}] /Count ${pages} >>`,
    ...fontObjects(3),
    ...pageObjects,
  ]);
}
