import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { withGaps } from "#workers/documents/gaps.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import type { OfficePackage } from "./ooxml-package.ts";

interface OfficeFormat extends Omit<DocumentFormat, "recognises" | "read"> {
  /** Content types of its main part, including those of templates and of documents with macros. */
  mainPartType: RegExp;
  read(office: OfficePackage, source: TextSource): Promise<Reading>;
}

/** A format whose documents are Office packages, told by the content type of the main part. */
export function defineOfficeFormat({ mainPartType, read, ...format }: OfficeFormat): DocumentFormat {
  return {
    ...format,
    recognises: ({ office }) => office !== undefined && mainPartType.test(office.mainPartType),
    async read({ office, source }) {
      if (!office) throw new DocumentRefusal("damaged");
      if (source.picture !== undefined) {
        const { readOfficePicture } = await import("./pictures/read-office-picture.ts");
        return await readOfficePicture(office, source.picture);
      }
      const { countPictures } = await import("./pictures/office-pictures.ts");
      const { toldOfUnreadParts } = await import("./unread-parts.ts");
      const reading = toldOfUnreadParts(await read(office, source), office);
      // Told once, with the first window.
      const count = (source.startPage ?? 1) === 1 ? countPictures(office, source.isTimeUp) : 0;
      return withGaps(reading, [count > 0 ? { kind: "pictures", count } : undefined]);
    },
  };
}
