import { isDeepStrictEqual } from "node:util";
import type { Outcome } from "#test/support/person-asking.ts";

/**
 * Every hit of an answer: the elements of its lists. An answer without lists is one hit, whatever it says is missing.
 */
function hitsOf(outcome: Outcome): unknown[] {
  if (!("output" in outcome)) return [];
  const isList = (value: unknown) => Array.isArray(value) && value.some((one) => typeof one === "object");
  const lists = Object.values(outcome.output).filter(isList);
  const { incomplete: _said, ...whole } = outcome.output;
  return lists.length === 0 ? [whole] : lists.flat();
}

/** The hits that an answer lacks. */
function missingIn(answer: Outcome, hits: readonly unknown[]): unknown[] {
  const left = hitsOf(answer);
  return hits.filter((hit) => !left.some((one) => isDeepStrictEqual(hit, one)));
}

/** Graph writes the id of one account now in capitals and now not. */
const isAbout = (hit: unknown, ids: readonly string[]): boolean => {
  const text = JSON.stringify(hit).toLowerCase();
  const written = ids.flatMap((id) => [JSON.stringify(id), encodeURIComponent(id)]);
  return written.some((id) => text.includes(id.toLowerCase()));
};

/**
 * What is wrong with an answer made of spoilt parts; undefined if nothing is. Only the spoilt element may suffer:
 * a hit may change only if it is about that element, or changes or goes when Graph leaves that element out.
 * @param ids of the spoilt elements
 * @param without the answer without the spoilt elements; undefined if an answer is spoilt as a whole
 */
export async function faultOf(parts: {
  whole: Outcome;
  spoilt: Outcome;
  ids: readonly string[];
  without: (() => Promise<Outcome>) | undefined;
}): Promise<string | undefined> {
  const { whole, spoilt, ids, without } = parts;
  if ("unforeseen" in spoilt) return `an error that nobody foresaw: ${spoilt.unforeseen}`;
  const hits = hitsOf(whole);
  const changed = missingIn(spoilt, hits);
  if (without === undefined || changed.length === 0) return undefined;
  const withoutElements = await without();
  if (!("output" in withoutElements)) return undefined;
  if ("refusal" in spoilt) return `refused as ${spoilt.refusal}, though other items are whole`;
  const concerned = missingIn(withoutElements, hits);
  const suffered = changed.filter((hit) => !concerned.includes(hit) && !isAbout(hit, ids));
  if (suffered.length === 0) return undefined;
  return `${suffered.length} other items suffer, such as ${JSON.stringify(suffered[0]).slice(0, 200)}`;
}
