import { ToolError } from "#common/errors.ts";
import { type DocumentKind, readableOf, type UnreadableKind } from "./document-format.ts";

/** The error for a document that can't be read, with what to do instead. */
export function refusalOf(kind: UnreadableKind, kinds: readonly DocumentKind[]): ToolError {
  const { code = "unsupported_type", refusal, advice = whatIsReadable(kinds) } = kind;
  return new ToolError(code, `${refusal} ${advice}`);
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
