import { z } from "zod";
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

const refusalWords = z.strictObject({
  code: z.enum(["too_large", "unsupported_type", "unreadable", "not_found"]),
  /** A sentence for the user that says what the document is. */
  message: z.string().transform((text) => filled(text, limits)),
  /** What to do instead, where that is not the general advice for the code. */
  advice: z.string().optional(),
});

/** Advice by code. The error of an `unsupported_type` says which types can be read. */
const generalAdvice = {
  unreadable: "Open it in its own program, or ask for another copy.",
  too_large: smallerCopy,
  unsupported_type: undefined,
  not_found: undefined,
};

export type RefusalName = keyof typeof listed;

// `Object.keys` doesn't tell its names.
export const refusalNames = Object.keys(listed) as RefusalName[];

/**
 * Everything that is said of a document that can't be read. The process that reads a document tells only the name: a
 * document may have taken it over, and its words would reach the model as the connector's own.
 */
const refusals = z.record(z.enum(refusalNames), refusalWords).parse(listed);

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
export function wordsOf(refusal: RefusalName): z.output<typeof refusalWords> {
  const words = refusals[refusal];
  const advice = words.advice ?? generalAdvice[words.code];
  return { ...words, ...(advice !== undefined && { advice }) };
}
