import { maxDateLength } from "#common/tools/schemas/date-parameter.ts";

interface Vocabulary {
  words: readonly string[];
  separators: readonly string[];
}

interface Try {
  parts: readonly string[];
  ms: number;
}

/** Texts that the next ones are made from. */
const kept = 6;
/** Of ten texts, those that are new and not made from a slow one. */
const newOfTen = 4;
const maxParts = 12;
/** A time is not believed before it has been seen so often: something else may have run in between. */
const measurements = 3;

/** Numbers from 0 to below the argument, the same for the same seed (xorshift of 32 bits). */
function randomBelow(seed: number): (limit: number) => number {
  let state = seed | 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/**
 * Looks for the text of at most 60 characters that takes longest: puts words of the vocabulary together, and goes on
 * with those that took longest, in which it replaces, repeats, inserts and removes parts. `measure` gives milliseconds.
 */
export async function slowestText(
  vocabulary: Vocabulary,
  { tries, seed, measure }: { tries: number; seed: number; measure: (text: string) => Promise<number> },
): Promise<{ text: string; ms: number }> {
  const below = randomBelow(seed);
  const oneOf = (list: readonly string[]) => list[below(list.length)] ?? "";
  const part = () => oneOf(vocabulary.words) + oneOf(vocabulary.separators);
  /** Either different words, or one word again and again. */
  const fresh = () => {
    const length = 1 + below(maxParts);
    return below(2) === 0 ? Array.from({ length }, part) : new Array<string>(length).fill(part());
  };
  const mutated = (parts: readonly string[]) => {
    const at = below(parts.length);
    const [before, here, after] = [parts.slice(0, at), parts.slice(at, at + 1), parts.slice(at + 1)];
    const repeated = new Array<string[]>(1 + below(4)).fill(here).flat();
    const changes = [
      [...before, part(), ...after],
      [...before, ...here, part(), ...after],
      [...before, ...repeated, ...after],
      [part(), ...parts],
      [...before, ...after],
      [...after, ...before, ...here],
    ];
    return changes[below(changes.length)]?.slice(0, maxParts) ?? parts;
  };

  const slow: Try[] = [];
  for (let done = 0; done < tries; ) {
    const from = slow.length < kept || below(10) < newOfTen ? undefined : slow[below(slow.length)];
    const parts = from === undefined || from.parts.length === 0 ? fresh() : mutated(from.parts);
    const text = parts.join("").slice(0, maxDateLength);
    const fastest = slow.length < kept ? -1 : (slow.at(-1)?.ms ?? -1);
    let ms = Number.POSITIVE_INFINITY;
    for (let again = 0; again < measurements && ms > fastest; again += 1) {
      ms = Math.min(ms, await measure(text));
      done += 1;
    }
    if (ms <= fastest || slow.some((other) => other.parts.join("") === parts.join(""))) continue;
    slow.push({ parts, ms });
    slow.sort((one, other) => other.ms - one.ms);
    slow.splice(kept);
  }
  const [first] = slow;
  return { text: first?.parts.join("").slice(0, maxDateLength) ?? "", ms: first?.ms ?? 0 };
}
