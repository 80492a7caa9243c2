import { hasCompoundStream, isCompoundFile, openCompoundFile } from "#workers/documents/archive/compound-file.ts";
import type { RefusalName } from "#workers/documents/refusals.ts";
import { hasSignature, type Sample } from "#workers/documents/sample.ts";
import type { UnreadableKind } from "./document-format.ts";

/** A kind of documents that can't be read, recognised by one of the signatures (in Latin-1) at an offset. */
function withSignature(refusal: RefusalName, signatures: readonly string[], offset = 0): UnreadableKind {
  return {
    refusal,
    recognises: ({ head, text }) =>
      signatures.some(
        // A text may begin with the letters of a signature, such as "BM" or "ID3".
        (bytes) => hasSignature(head, bytes, offset) && (text === undefined || !/^\w{2,4}$/.test(bytes)),
      ),
  };
}

const heicBrands = "heic heix heim heis hevc hevx hevm hevs mif1 msf1".split(" ").map((brand) => `ftyp${brand}`);
const otherPictures = ["\xff\x0a", "\0\0\0\x0cJXL \r\n\x87\n", "\0\0\0\x0cjP  \r\n\x87\n", "\xff\x4f\xff\x51"];

/** Files without text, and pictures that can't be decoded. They come before PDF, whose late mark may occur in one. */
export const filesWithoutText: readonly UnreadableKind[] = [
  withSignature("heic", heicBrands, 4),
  withSignature("picture", ["ftypavif", "ftypavis"], 4),
  withSignature("picture", [...otherPictures, "8BPS\0\x01", "8BPS\0\x02"]),
  withSignature("recording", ["ftyp"], 4),
  withSignature("recording", ["ID3", "OggS", "RIFF", "\x1aE\xdf\xa3"]),
  withSignature("archive", ["\x1f\x8b", "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07", "BZh", "\xfd7zXZ\x00"]),
  withSignature("program", ["MZ", "\x7fELF"]),
];

const has = ({ archive }: Sample, name: string) => archive?.names.includes(name) ?? false;

/** Zip archives that hold a document which is none of a format above them in the list. */
export const otherArchives: readonly UnreadableKind[] = [
  {
    refusal: "binaryWorkbook",
    recognises: ({ office }) => /ms-excel\.sheet\.binary/i.test(office?.mainPartType ?? ""),
  },
  { refusal: "otherPackage", recognises: ({ office }) => office !== undefined },
  { refusal: "openDocument", recognises: (sample) => has(sample, "mimetype") && has(sample, "content.xml") },
];

const rightsStreams = ["DRMEncryptedTransform", "DRMEncryptedDataSpace", "\x09DRMContent", "\x09DRMTransform"];

/**
 * Documents that a sensitivity label or rights management encrypts: those of Office (MS-OFFCRYPTO 2.2 and 2.3.6), PDFs
 * by their filter for encryption, and any other file in Microsoft's container, `.pfile`. They come before those with a
 * password, which Office keeps in the same kind of file, and before PDF.
 */
export const encryptedByLabel: UnreadableKind = {
  recognises: ({ source: { bytes }, head, text }) =>
    rightsStreams.some((name) => hasCompoundStream(bytes, name)) ||
    (text === undefined && hasSignature(head, ".pfile")) ||
    (hasSignature(head, "%PDF-") && asBuffer(bytes).includes("/MicrosoftIRMServices")),
  refusal: "encryptedByLabel",
};

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array) => Buffer.from(buffer, byteOffset, byteLength);

/** An encrypted Office document. It comes before other compound files, since it may have their streams too. */
export const encryptedPackage: UnreadableKind = {
  recognises: ({ source }) => hasCompoundStream(source.bytes, "EncryptedPackage"),
  refusal: "passwordProtected",
};

const legacyStreams = ["WordDocument", "Workbook", "PowerPoint Document", "Book"];
const hasLegacyStream = (bytes: Uint8Array) => legacyStreams.some((name) => hasCompoundStream(bytes, name));

/** The directory is often the end of the file, so that of a file that is cut off nobody knows what it was. */
function isDamagedCompoundFile(bytes: Uint8Array): boolean {
  try {
    if (isCompoundFile(bytes)) openCompoundFile(bytes);
    return false;
  } catch {
    return true;
  }
}

/** Compound files that hold no document of a format above them in the list. */
export const otherCompoundFiles: readonly UnreadableKind[] = [
  { refusal: "legacyOffice", recognises: ({ source }) => hasLegacyStream(source.bytes) },
  { refusal: "damaged", recognises: ({ source }) => isDamagedCompoundFile(source.bytes) },
  { refusal: "otherCompoundFile", recognises: ({ source }) => isCompoundFile(source.bytes) },
];

/** A document that no kind recognises. */
export const unknownFile: UnreadableKind = { refusal: "unknownFile", recognises: () => true };
