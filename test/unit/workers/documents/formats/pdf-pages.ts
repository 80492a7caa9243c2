import { pdfFile, pdfStream } from "#test/support/pdf-file.ts";

/** Text at a place of a page. */
export type Placed = readonly [x: number, y: number, text: string, font?: string];

/** Texts of one line, in that order. */
export const across = (y: number, ...texts: readonly (readonly [x: number, text: string, font?: string])[]) =>
  texts.map(([x, text, font = "F1"]): Placed => [x, y, text, font]);

const escaped = (text: string) => text.replace(/[\\()]/g, "\\$&");

/** What shows texts at their places, in that order, 10 points high. */
export function showing(texts: readonly Placed[]): string {
  return texts.map(([x, y, text, font = "F1"]) => `BT /${font} 10 Tf ${x} ${y} Td (${escaped(text)}) Tj ET`).join("\n");
}

const helvetica = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>";

/**
 * A PDF with a page for each content. Fonts are /F1, /F2 and so on, the first of which is Helvetica; `objects` follow
 * them, numbered from `3 + fonts + 2 × pages` on.
 */
export function pdfOf(
  contents: readonly string[],
  { fonts = [], objects = [] }: { fonts?: readonly string[]; objects?: readonly (string | Uint8Array)[] } = {},
): Uint8Array {
  const all = [helvetica, ...fonts];
  const firstPage = 3 + all.length;
  const named = all.map((_, at) => `/F${at + 1} ${3 + at} 0 R`).join(" ");
  const kids = contents.map((_, at) => `${firstPage + at * 2} 0 R`).join(" ");
  return pdfFile([
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids}] /Count ${contents.length} /MediaBox [0 0 612 792] >>`,
    ...all,
    ...contents.flatMap((content, at) => [
      `<< /Type /Page /Parent 2 0 R /Resources << /Font << ${named} >> >> /Contents ${firstPage + at * 2 + 1} 0 R >>`,
      pdfStream("", Buffer.from(content, "latin1")),
    ]),
    ...objects,
  ]);
}

/** A font of letters whose glyphs have these names, from a code on. */
export function fontOf(first: number, names: readonly string[], more = ""): string {
  const widths = names.map(() => "500").join(" ");
  return (
    `<< /Type /Font /Subtype /Type1 /BaseFont /Unknown /FirstChar ${first} /LastChar ${first + names.length - 1} ` +
    `/Widths [${widths}] /Encoding << /Differences [${first} ${names.map((name) => `/${name}`).join(" ")}] >> ${more}>>`
  );
}
