import { type Recipe, withLine } from "./recipe.ts";

const format = `import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { hasSignature } from "#workers/documents/sample.ts";

/** Toys: a mark, and text in UTF-8. */
export const toyBox: DocumentFormat = {
  format: "toy_box",
  title: "boxes",
  mediaTypes: ["application/x-box"],
  extensions: ["box"],
  recognises: ({ head }) => hasSignature(head, "BOX\\0"),
  async read({ source }) {
    const { readToyBox } = await import("./read-toy-box.ts");
    return readToyBox(source.bytes);
  },
};
`;

const parser = `import { cleanDocumentText, type Reading } from "#workers/text/reading.ts";

const markBytes = 4;

/** The text of a toy. */
export function readToyBox(bytes: Uint8Array): Reading {
  return { text: cleanDocumentText(new TextDecoder().decode(bytes.subarray(markBytes))) };
}
`;

const unitTest = `import { expect, it } from "vitest";
import { extractDocument } from "#workers/documents/extract-document.ts";

it("reads the text of a toy", async () => {
  const result = await extractDocument({ bytes: Buffer.from("BOX\\0a bear"), mediaType: "" });
  expect(result).toMatchObject({ ok: true, format: "toy_box", text: { text: "a bear" } });
});
`;

/** A format with a mark of its own. */
export const toyFormat: Recipe = {
  heading: "Add a document format",
  placeholders: { FORMAT: "toy-box" },
  files: {
    "workers/documents/formats/FORMAT/FORMAT.ts": format,
    "workers/documents/formats/FORMAT/read-FORMAT.ts": parser,
    "workers/documents/formats/formats.ts": withLine(
      'import { toyBox } from "./toy-box/toy-box.ts";',
      /^export const documentKinds: .*$/m,
      "  toyBox,",
    ),
    "test/unit/workers/documents/formats/FORMAT.test.ts": unitTest,
  },
};
