import { ToolError } from "#common/errors.ts";
import { type RefusalName, wordsOf } from "#workers/documents/refusals.ts";
import { type DocumentKind, readableOf } from "./document-format.ts";
import { documentKinds } from "./formats.ts";

/** The error for a document that can't be read, with what to do instead. */
export function refusalError(refusal: RefusalName, kinds: readonly DocumentKind[] = documentKinds): ToolError {
  const { code, message, advice = code === "unsupported_type" ? whatIsReadable(kinds) : undefined } = wordsOf(refusal);
  return new ToolError(code, advice === undefined ? message : `${message} ${advice}`);
}

/** `Word (.docx), saved messages (.msg, .eml) and text (.txt) can be read.` */
function whatIsReadable(kinds: readonly DocumentKind[]): string {
  const byTitle = Map.groupBy(readableOf(kinds), ({ title }) => title);
  const named = [...byTitle].map(
    ([title, formats]) =>
      `${title} (${formats.flatMap(({ extensions }) => extensions.map((one) => `.${one}`)).join(", ")})`,
  );
  return `${new Intl.ListFormat("en-GB").format(named)} can be read.`;
}
