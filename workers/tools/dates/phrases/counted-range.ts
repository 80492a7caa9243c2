import { DateTime } from "luxon";
import type { Bounded } from "./bounded.ts";
import { collect } from "./collect.ts";
import type { Said } from "./said.ts";
import { isSpan, type ReadingContext } from "./span.ts";
import { spanOfPhrase } from "./span-of-phrase.ts";

/** What says which way numbers count. */
const ways = /^(?:direction|which|near) /;

/**
 * "2 to 3 days ago", "between 5 and 3 days ago", "a week or two ago", "the last 2 or 3 weeks", 5日前から2日前: all that lies
 * between. Undefined unless both ends count, the same way.
 */
export function countedRange(
  first: readonly Said[],
  second: readonly Said[],
  { isYearFirst, context }: { isYearFirst: boolean; context: ReadingContext },
): Bounded | undefined {
  // "3 to 5 days" count no way.
  if (![...first, ...second].some(saysWay)) return undefined;
  const [from, to] = [withUnitOf(first, second), withUnitOf(second, first)];
  if (from === undefined || to === undefined) return undefined;
  const spans = [from, to].map((parts) => {
    const phrase = collect(parts, isYearFirst);
    const isOne = phrase?.counts.length === 1 && phrase.vague === undefined && phrase.slots.bound === undefined;
    return isOne ? spanOfPhrase(phrase, context) : undefined;
  });
  const [one, other] = spans;
  if (one === undefined || other === undefined || !isSpan(one) || !isSpan(other)) return undefined;
  const [start, end] = [DateTime.min(one.start, other.start), DateTime.max(one.end, other.end)];
  return context.edge === "end" ? { start, end, at: end, other: start } : { start, end, at: start, other: end };
}

/** An end with the unit of the other one, if it is a number alone, and the way in which that counts. */
function withUnitOf(parts: readonly Said[], others: readonly Said[]): readonly Said[] | undefined {
  const hasWay = parts.some(saysWay);
  const isAlone = parts.every((part) => part.is === "number" || saysWay(part));
  if (parts.some(isCounted)) {
    // 3日から5日前 may begin on the 3rd.
    const isShared = others.every((part) => part.is === "number" || saysWay(part));
    return hasWay ? parts : isShared ? [...parts, ...others.filter(saysWay)] : undefined;
  }
  const number = parts.find((part) => part.is === "number");
  const unit = others.find(isCounted);
  if (!isAlone || number?.is !== "number" || unit === undefined) return undefined;
  const counted: Said = unit.is === "count" ? { ...unit, count: number.value } : { ...unit, value: number.value };
  return [counted, ...(hasWay ? parts : others).filter(saysWay)];
}

function isCounted(part: Said): part is Extract<Said, { is: "count" | "marked" }> {
  return part.is === "count" || part.is === "marked";
}

function saysWay(part: Said): boolean {
  return part.is === "meaning" && ways.test(part.meaning);
}
