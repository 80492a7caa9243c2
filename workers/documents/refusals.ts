import { ToolError } from "#common/errors.ts";
import { maxArchiveFiles, maxInflatedBytes } from "./archive/archive-limits.ts";

interface RefusalWords {
  code: "too_large" | "unsupported_type" | "unreadable";
  /** A sentence for the user that says what the document is. */
  message: string;
  /** What to do instead. Where an `unsupported_type` has none, the error says which types can be read. */
  advice?: string;
}

const otherCopy = "Ask for a copy without a password.";
/** Microsoft converts what is in a drive, by its name's extension; nothing else. */
const convertedInDrives =
  "Microsoft 365 converts such a file to PDF when it is in OneDrive or SharePoint and its name ends as it should; an " +
  "attachment it does not convert. Save it there and read it by its address, or ask for a copy in a newer format or " +
  "as PDF.";

/**
 * Everything that is said of a document that can't be read. The process that reads a document tells only the name: a
 * document may have taken it over, and its words would reach the model as the connector's own.
 */
export const refusals = {
  damaged: { code: "unreadable", message: "It is damaged, or not built as its format demands." },
  damagedPdf: { code: "unreadable", message: "It is damaged, or not built as a PDF document must be." },
  damagedMessage: { code: "unreadable", message: "It is damaged, or not built as a message must be." },
  damagedXml: { code: "unreadable", message: "It is damaged: its XML is broken." },
  damagedArchive: { code: "unreadable", message: "It is damaged: the archive is cut off or broken." },
  passwordProtected: { code: "unreadable", message: "It is password-protected.", advice: otherCopy },
  unknownPacking: { code: "unreadable", message: "It is packed in a way that is not known." },
  documentType: {
    code: "unreadable",
    message: "It has a document type definition, which Office never writes; it is not read.",
  },
  tooDeep: { code: "unreadable", message: "It is nested too deep to be read." },
  tooLong: { code: "too_large", message: "Reading it takes too long." },
  tooMuchMemory: { code: "too_large", message: "Reading it takes too much memory." },
  tooManyFiles: {
    code: "too_large",
    message: `It holds more than ${maxArchiveFiles} files; that many are not read.`,
  },
  tooManyParts: { code: "too_large", message: "It has more parts than can be read." },
  tooMuchInParts: { code: "too_large", message: "It holds more than can be read at once." },
  tooMuchInflated: {
    code: "too_large",
    message: `Unpacked it has more than ${maxInflatedBytes} bytes; that much is not read.`,
  },
  tooComplexStyles: { code: "too_large", message: "Its style sheets are too complex." },
  tooManyPixels: {
    code: "too_large",
    message: "The picture has more pixels than can be decoded.",
    advice: "Ask for a smaller copy.",
  },
  noSuchPicture: {
    code: "unreadable",
    message: "It has no picture of that number.",
    advice: "Read it without picture in its uri.",
  },
  picture: {
    code: "unsupported_type",
    message: "It is a picture in a format that can't be shown, such as HEIC.",
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
    message: "It is a package, but not of Word, Excel or PowerPoint.",
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
    message: "It is a compound file of a program that is not known.",
  },
  unknownFile: { code: "unsupported_type", message: "It is not text in any encoding that is known." },
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

export function wordsOf(refusal: RefusalName): RefusalWords {
  return refusals[refusal];
}
