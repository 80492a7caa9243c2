import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { isZip } from "#workers/documents/recognition/sample.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";

/** Zip archives that hold no document of another format: the names of their files. */
export const zip: DocumentFormat = {
  format: "zip",
  title: "names of the files in zip archives",
  mediaTypes: ["application/zip", "application/x-zip-compressed"],
  extensions: ["zip"],
  recognises: isZip,
  async read({ archive }) {
    if (archive === undefined) throw new DocumentRefusal("damagedArchive");
    return (await import("./read-zip.ts")).readZip(archive.directory);
  },
};
