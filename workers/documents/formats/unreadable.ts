import { hasCompoundStream, isCompoundFile } from "#workers/documents/archive/compound-streams.ts";
import { isZip, type Sample } from "#workers/documents/recognition/sample.ts";
import { hasSignature } from "#workers/documents/recognition/signature.ts";
import type { UnreadableKind } from "./document-format.ts";

type Signature = readonly [offset: number, bytes: string];

/** A kind of documents without text, recognised by a signature (in Latin-1). */
function withSignature(refusal: string, signatures: readonly Signature[]): UnreadableKind {
  return {
    refusal,
    recognises: ({ head, text }) =>
      signatures.some(
        // A text may begin with the letters of a signature, such as "BM" or "ID3".
        ([offset, bytes]) => hasSignature(head, bytes, offset) && (text === undefined || !/^\w{2,4}$/.test(bytes)),
      ),
  };
}

/** Files without text. They come before PDF, whose late mark may occur in a picture. */
export const filesWithoutText: readonly UnreadableKind[] = [
  withSignature("It is a picture, which has no text.", [
    [0, "\x89PNG\r\n\x1a\n"],
    [0, "\xff\xd8\xff"],
    [0, "GIF8"],
    [0, "BM"],
    [0, "II*\x00"],
    [0, "MM\x00*"],
    [8, "WEBP"],
    [4, "ftypheic"],
    [4, "ftypavif"],
  ]),
  withSignature("It is a recording, which has no text.", [
    [4, "ftyp"],
    [0, "ID3"],
    [0, "OggS"],
    [0, "RIFF"],
    [0, "\x1aE\xdf\xa3"],
  ]),
  withSignature("It is an archive, which has no text of its own.", [
    [0, "\x1f\x8b"],
    [0, "7z\xbc\xaf\x27\x1c"],
    [0, "Rar!\x1a\x07"],
    [0, "BZh"],
    [0, "\xfd7zXZ\x00"],
  ]),
  withSignature("It is a program, which has no text.", [
    [0, "MZ"],
    [0, "\x7fELF"],
  ]),
];

const has = ({ archive }: Sample, name: string) => archive?.names.includes(name) ?? false;

/** Zip archives that hold no document of a format above them in the list. */
export const otherArchives: readonly UnreadableKind[] = [
  {
    recognises: ({ office }) => /ms-excel\.sheet\.binary/i.test(office?.mainPartType ?? ""),
    refusal: "Excel's binary workbooks (.xlsb) can't be read.",
    advice: "Ask for a copy saved as .xlsx.",
  },
  {
    recognises: ({ office }) => office !== undefined,
    refusal: "It is a package, but not of Word, Excel or PowerPoint.",
  },
  {
    recognises: (sample) => has(sample, "mimetype") && has(sample, "content.xml"),
    refusal: "OpenDocument files can't be read.",
    advice: "Ask for a copy in an Office format or as PDF.",
  },
  {
    recognises: isZip,
    refusal: "It is a zip archive, which has no text of its own.",
    advice: "Ask for the files in it.",
  },
];

/** An encrypted Office document. It comes before other compound files, since it may have their streams too. */
export const encryptedPackage: UnreadableKind = {
  recognises: ({ source }) => hasCompoundStream(source.bytes, "EncryptedPackage"),
  code: "unreadable",
  refusal: "It is password-protected.",
  advice: "Ask for a copy without a password.",
};

const legacyStreams = ["WordDocument", "Workbook", "PowerPoint Document", "Book"];

/** Compound files that hold no document of a format above them in the list. */
export const otherCompoundFiles: readonly UnreadableKind[] = [
  {
    recognises: ({ source }) => legacyStreams.some((name) => hasCompoundStream(source.bytes, name)),
    refusal: "Documents of Office versions before 2007 (.doc, .xls, .ppt) can't be read.",
    advice: "Ask for a copy in a newer format or as PDF.",
  },
  {
    recognises: ({ source }) => isCompoundFile(source.bytes),
    refusal: "It is a compound file of a program that is not known.",
  },
];

/** A document that no kind recognises. */
export const unknownFile: UnreadableKind = {
  recognises: () => true,
  refusal: "It is not text in any encoding that is known.",
};
