import { ToolError } from "#common/errors.ts";
import { filled } from "#common/text.ts";
import { maxArchiveFiles, maxInflatedBytes, smallerCopy } from "./document-size.ts";
import listed from "./refusals.json" with { type: "json" };

/**
 * A library stopped in the middle of its work, and must not be asked again: the process that reads documents has to
 * end.
 */
export class ReaderBroken extends Error {}

const limits: Readonly<Record<string, string>> = {
  files: maxArchiveFiles.toLocaleString("en"),
  megabytes: String(maxInflatedBytes / 1_000_000),
};

const { messages } = listed;
type RefusalCode = keyof typeof messages;

export type RefusalName = { [Code in RefusalCode]: keyof (typeof messages)[Code] }[RefusalCode];

/**
 * Everything that is said of a document that can't be read: by the code of the error, a sentence for the user that says
 * what the document is. The process that reads a document tells only the name: a document may have taken it over, and
 * its words would reach the model as the connector's own. The types of entries don't tell their names.
 */
const refusals = Object.fromEntries(
  Object.entries(messages).flatMap(([code, ofCode]) =>
    Object.entries(ofCode).map(([name, message]) => [name, { code, message: filled(message, limits) }]),
  ),
) as Record<RefusalName, { code: RefusalCode; message: string }>;

export const refusalNames = Object.keys(refusals) as RefusalName[];

type AdviceOf<Advice> = { [Name in keyof Advice]: Name extends RefusalName ? string : never };

/** What to do instead, by names that there are. The error of an `unsupported_type` says which types can be read. */
const advice: Readonly<Partial<Record<RefusalName, string>>> = listed.advice satisfies AdviceOf<typeof listed.advice>;
const generalAdvice: Readonly<Partial<Record<RefusalCode, string>>> = {
  unreadable: "Open it in its own program, or ask for another copy.",
  too_large: smallerCopy,
};

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
export function wordsOf(refusal: RefusalName): { code: RefusalCode; message: string; advice?: string | undefined } {
  const words = refusals[refusal];
  return { ...words, advice: advice[refusal] ?? generalAdvice[words.code] };
}
