import { ToolError } from "#common/errors.ts";
import { maxArchiveFiles, maxInflatedBytes, smallerCopy } from "./document-size.ts";

interface RefusalWords {
  code: "too_large" | "unsupported_type" | "unreadable" | "not_found";
  /** A sentence for the user that says what the document is. */
  message: string;
  /** What to do instead, where that is not the general advice for the code. */
  advice?: string;
}

/** Of an `unsupported_type` the error says which types can be read. */
const generalAdvice = {
  unreadable: "Open it in its own program, or ask for another copy.",
  too_large: smallerCopy,
  unsupported_type: undefined,
  not_found: undefined,
};

const otherCopy = "Ask for a copy without a password.";
/** Microsoft converts what is in a drive, by its name's extension; nothing else. */
const convertedInDrives =
  "Microsoft 365 converts such files to PDF, but only in OneDrive or SharePoint, and only with the right extension. " +
  "Save it there and read it by its address, or ask for a copy in a newer format or as PDF.";

/**
 * Everything that is said of a document that can't be read. The process that reads a document tells only the name: a
 * document may have taken it over, and its words would reach the model as the connector's own.
 */
export const refusals = {
  damaged: { code: "unreadable", message: "It is damaged, or breaks the rules of its format." },
  damagedPdf: { code: "unreadable", message: "It is damaged, or not a valid PDF document." },
  damagedMessage: { code: "unreadable", message: "It is damaged, or not a valid message." },
  damagedXml: { code: "unreadable", message: "It is damaged: its XML is broken." },
  damagedArchive: { code: "unreadable", message: "It is damaged: the archive is incomplete or broken." },
  passwordProtected: { code: "unreadable", message: "It is password-protected.", advice: otherCopy },
  encryptedByLabel: {
    code: "unreadable",
    message: "It is encrypted by a sensitivity label or by rights management.",
    advice: "Only its own program opens it, for people with the right. Open it there, or ask for an unencrypted copy.",
  },
  unknownPacking: { code: "unreadable", message: "It is compressed by an unknown method." },
  documentType: {
    code: "unreadable",
    message: "It has a document type definition (DTD), which Office never writes, so it is not read.",
  },
  tooDeep: { code: "unreadable", message: "It is nested too deeply to be read." },
  tooLong: { code: "too_large", message: "Reading it takes too long." },
  tooMuchMemory: { code: "too_large", message: "Reading it takes too much memory." },
  tooManyFiles: {
    code: "too_large",
    message: `It has more than ${maxArchiveFiles.toLocaleString("en")} files inside, which is too many to read.`,
  },
  tooManyParts: { code: "too_large", message: "It has too many parts to be read." },
  tooMuchInParts: { code: "too_large", message: "It has too much content to be read." },
  tooMuchInflated: {
    code: "too_large",
    message: `It has more than ${maxInflatedBytes / 1_000_000} MB when unpacked, which is too much to read.`,
  },
  tooComplexStyles: { code: "too_large", message: "Its style sheets are too complex." },
  tooManyPixels: {
    code: "too_large",
    message: "The picture has more pixels than can be decoded.",
    advice: "Ask for a smaller copy.",
  },
  noSuchPicture: {
    code: "not_found",
    message: "It has no picture with that number.",
    advice: "Remove picture from its uri to read it.",
  },
  heic: {
    code: "unsupported_type",
    message: "It is a picture in HEIC format, which is not decoded here because of its patents.",
    advice: "Ask for a copy as JPEG or PNG.",
  },
  picture: {
    code: "unsupported_type",
    message: "It is a picture in a format that can't be shown, such as JPEG XL, JPEG 2000 or Photoshop's.",
    advice: "Ask for a copy as JPEG or PNG.",
  },
  recording: { code: "unsupported_type", message: "It is a recording, which has no text." },
  archive: { code: "unsupported_type", message: "It is an archive, which has no text of its own." },
  program: { code: "unsupported_type", message: "It is a program, which has no text." },
  binaryWorkbook: {
    code: "unsupported_type",
    message: "Excel's binary workbooks (.xlsb) can't be read.",
    advice: "Ask for a copy saved as .xlsx.",
  },
  otherPackage: {
    code: "unsupported_type",
    message: "It is an Open XML package, but not one of Word, Excel or PowerPoint.",
  },
  openDocument: {
    code: "unsupported_type",
    message: "OpenDocument files (.odt, .ods, .odp) can't be read as they are.",
    advice: convertedInDrives,
  },
  legacyOffice: {
    code: "unsupported_type",
    message: "Documents of Office versions before 2007 (.doc, .xls, .ppt) can't be read as they are.",
    advice: convertedInDrives,
  },
  otherCompoundFile: {
    code: "unsupported_type",
    message: "It is a compound file of an unknown program.",
  },
  unknownFile: { code: "unsupported_type", message: "It is not text in any known encoding." },
} as const satisfies Record<string, RefusalWords>;

export type RefusalName = keyof typeof refusals;

export const refusalNames = Object.keys(refusals) as RefusalName[];

/** What a reader throws for a document that it can't read. */
export class DocumentRefusal extends ToolError {
  readonly refusal: RefusalName;
  constructor(refusal: RefusalName) {
    super(refusals[refusal].code, refusals[refusal].message);
    this.refusal = refusal;
  }
}

/** What `read` returns. Undefined where it refuses a part without which the rest of a document can be read. */
export function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof DocumentRefusal) return undefined;
    throw error;
  }
}

/** What is said of a document, with what to do; without that where the types that can be read are the advice. */
export function wordsOf(refusal: RefusalName): RefusalWords {
  const words: RefusalWords = refusals[refusal];
  const advice = words.advice ?? generalAdvice[words.code];
  return { ...words, ...(advice !== undefined && { advice }) };
}
