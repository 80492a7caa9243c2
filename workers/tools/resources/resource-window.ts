import { joinIncomplete } from "#workers/tools/paging/incomplete.ts";
import { defaultTokenBudget, textWindow, tokensOf } from "#workers/tools/text/text-window.ts";
import { withoutEmpty } from "#workers/tools/without-empty.ts";
import type { ResourceContent, ResourceText } from "./resource-content.ts";

/** The minimum for the text, whatever the size of the details. */
const minTokens = 4_000;

/**
 * The part of a resource's text for one answer, from an offset, with a mark where it is truncated. Together with
 * `details`, the rest of the answer, it stays within the budget of an answer.
 */
export function resourceWindow({ text, incomplete }: ResourceContent, start: number, details: object) {
  if (!text) return { body: undefined, next: undefined, incomplete };
  const tokenBudget = Math.max(minTokens, defaultTokenBudget - tokensOf(JSON.stringify(details)));
  const { text: shown, next } = textWindow(text.text, start, { tokenBudget, stop: text.quotesFrom });
  const end = start + shown.length;
  const total = text.text.length;
  const pages = pagesBetween(text, start, end);
  const marks = [
    pages && `[pages ${pages.first}–${pages.last} of ${pages.total}]`,
    next === undefined ? undefined : markFor(text, next),
  ].filter((mark) => mark !== undefined);
  const cut =
    next === undefined
      ? undefined
      : { reason: `Characters ${start} to ${end} of ${total} are shown; read on with nextCursor.` };
  return {
    body: {
      contentType: text.contentType,
      content: [shown.trimEnd(), ...marks].filter((part) => part !== "").join("\n\n"),
      ...withoutEmpty({ writtenBy: text.writtenBy, external: text.external, pages }),
      startCharacter: start,
      endCharacter: end,
      totalCharacters: total,
    },
    next,
    incomplete: joinIncomplete([incomplete, cut]),
  };
}

/** The pages of which a part is shown. */
function pagesBetween({ pages = [], pageCount }: ResourceText, start: number, end: number) {
  const shown = pages.filter(
    ({ from }, index) => from < Math.max(end, start + 1) && (pages[index + 1]?.from ?? Infinity) > start,
  );
  const first = shown[0]?.number;
  const last = shown.at(-1)?.number;
  return first === undefined || last === undefined || pageCount === undefined
    ? undefined
    : { first, last, total: pageCount };
}

function markFor({ text, quotesFrom }: ResourceText, next: number): string {
  const left = text.length - next;
  return next === quotesFrom
    ? `[Earlier messages quoted below this one are folded: ${left} characters; read on with nextCursor]`
    : `[Cut here: ${left} characters are left; read on with nextCursor]`;
}
