import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import type { Reading } from "#workers/documents/text/reading.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import type { OfficePackage } from "./ooxml-package.ts";
import type { OfficePictures } from "./pictures/picture-list.ts";

interface OfficeFormat extends Omit<DocumentFormat, "recognises" | "read"> {
  /** Content types of its main part, including those of templates and of documents with macros. */
  mainPartType: RegExp;
  /** Reads its text, which has the pictures by their numbers. */
  read(office: OfficePackage, source: TextSource): Promise<Reading>;
  /** The same pictures. */
  picturesOf(office: OfficePackage): Promise<OfficePictures>;
}

/** A format whose documents are Office packages, told by the content type of the main part. */
export function defineOfficeFormat({ mainPartType, read, picturesOf, ...format }: OfficeFormat): DocumentFormat {
  return {
    ...format,
    recognises: ({ office }) => office !== undefined && mainPartType.test(office.mainPartType),
    async read({ office, source }) {
      if (!office) throw new DocumentRefusal("damaged");
      if (source.picture !== undefined) {
        const { readOfficePicture } = await import("./pictures/read-office-picture.ts");
        return await readOfficePicture(office, await picturesOf(office), source.picture);
      }
      const { toldOfUnreadParts } = await import("./unread-parts.ts");
      return toldOfUnreadParts(await read(office, source), office);
    },
  };
}
