import { tokenise } from "./check-kql.ts";
import type { CheckedKql } from "./kql.ts";
import { type KqlVocabulary, mailVocabulary } from "./kql-vocabulary.ts";

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Particles and endings, such as の, で and です. */
const grammar = /^\p{Script=Hiragana}{1,2}$/u;
/** As long as a caller's own query may be: it stands in an address, where each of these letters takes nine. */
const maxCharacters = 1_000;
const segmenter = new Intl.Segmenter("ja", { granularity: "word" });

/** Whether a query has Chinese, Japanese or Korean text, which servers split into words by a dictionary. */
export function hasCjk(kql: string): boolean {
  return cjk.test(kql);
}

/** Whether such text is among the words that a query looks for, and not in the value of a property such as a sender. */
export function hasCjkWords(kql: string, vocabulary: KqlVocabulary = mailVocabulary): boolean {
  return tokenise(kql, vocabulary).some(({ kind, text }) => (kind === "word" || kind === "phrase") && cjk.test(text));
}

/**
 * The query with its Chinese, Japanese and Korean words split into those of a dictionary, in any order and place:
 * `本店営業部の会議` becomes `(本店 AND 営業 AND 部 AND 会議)`. A server looks for them in a row, just as they stand.
 * Phrases and values of properties stay as they are. Undefined if nothing can be split, if the query has NOT or NEAR,
 * and if it would be too long.
 */
export function withCjkWordsApart(kql: CheckedKql, vocabulary: KqlVocabulary = mailVocabulary): CheckedKql | undefined {
  const tokens = tokenise(kql, vocabulary);
  if (tokens.some(({ kind, text }) => kind === "not" || /^(?:[+-]|O?NEAR\b)/.test(text))) return undefined;
  let apart = "";
  let end = 0;
  for (const { kind, at, text } of tokens) {
    const words = kind === "word" ? wordsOf(text) : [];
    apart += kql.slice(end, at) + (words.length > 1 ? `(${words.join(" AND ")})` : text);
    end = at + text.length;
  }
  return apart === kql || apart.length > maxCharacters ? undefined : (apart as CheckedKql);
}

function wordsOf(token: string): string[] {
  if (!cjk.test(token)) return [];
  return Array.from(segmenter.segment(token))
    .filter(({ isWordLike, segment }) => isWordLike && !grammar.test(segment))
    .map(({ segment }) => segment);
}
