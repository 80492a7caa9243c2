import { ToolError } from "#common/errors.ts";
import type { CheckedKql } from "./kql.ts";

const binaryOperators = new Set(["AND", "OR", "NEAR", "ONEAR"]);

/** A KQL token. `at` is its position in the text. */
export type KqlToken =
  | { kind: "phrase" | "word" | "operator" | "not" | "open" | "close"; at: number; text: string }
  | { kind: "restriction"; at: number; text: string; property: string };

/**
 * Validates the KQL of a caller's `query` parameter and returns it unchanged. Microsoft 365 itself answers malformed
 * KQL and unknown properties with an empty list, which would look like no match.
 * @throws `invalid_input` with the position of the mistake
 */
export function checkKql(text: string, vocabulary: KqlVocabulary = mailVocabulary): CheckedKql {
  const tokens = tokeniseKql(text, vocabulary);
  checkOrder(tokens, text);
  checkRestrictions(tokens, vocabulary);
  return text as CheckedKql;
}

/** Whether the query contains a restriction of this property. */
export function hasRestriction(kql: CheckedKql, property: string, vocabulary: KqlVocabulary = mailVocabulary): boolean {
  return tokeniseKql(kql, vocabulary).some((token) => token.kind === "restriction" && token.property === property);
}

/** The text of a query that consists of words and phrases. Undefined if it has an operator, a group or a property. */
export function plainText(kql: CheckedKql, vocabulary: KqlVocabulary): string | undefined {
  const tokens = tokeniseKql(kql, vocabulary);
  if (!tokens.every(({ kind }) => kind === "word" || kind === "phrase")) return undefined;
  return tokens
    .map(({ text }) => text.replace(/["*]/g, ""))
    .join(" ")
    .trim();
}

function refuse(at: number, what: string): ToolError {
  return new ToolError("invalid_input", `query: at character ${at + 1}: ${what}`);
}

/** Splits KQL into its tokens. @throws `invalid_input` for malformed text */
export function tokeniseKql(text: string, vocabulary: KqlVocabulary): KqlToken[] {
  const tokens: KqlToken[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/\s/.test(character)) {
      at += 1;
    } else if (character === "(" || character === ")") {
      tokens.push({ kind: character === "(" ? "open" : "close", at, text: character });
      at += 1;
    } else {
      const end = endOfWord(text, at, vocabulary);
      tokens.push(readWord(text.slice(at, end), { at, vocabulary, groupFollows: text.charAt(end) === "(" }));
      at = end;
    }
  }
  return tokens;
}

/** What can precede a phrase without a space: nothing, a sign, or one property with its operator. */
const beforePhrase = /^[+-]?(?:[^\s":=<>()]+(?::|=|<>|>=|<=|>|<))?$/;

/** The end of the token at `start`: a word, a phrase, a property with its value, or NEAR with its distance. */
function endOfWord(text: string, start: number, { service }: KqlVocabulary): number {
  const near = /^O?NEAR\((?:n=)?\d{1,3}\)/.exec(text.slice(start, start + 20));
  if (near) return start + near[0].length;
  let at = start;
  while (at < text.length && !/[\s()]/.test(text.charAt(at))) {
    const character = text.charAt(at);
    if (/[“”„‟]/.test(character)) {
      throw refuse(at, `${service} takes straight quotes (") only, not ${character}.`);
    }
    if (character === "\\" && text.charAt(at + 1) === '"') throw escapedQuote(at);
    if (/\p{Cc}/u.test(character)) throw refuse(at, "a control character can't be searched for; remove it.");
    if (character === '"') {
      if (!beforePhrase.test(text.slice(start, at))) {
        throw refuse(at, "a space is missing before this double quote.");
      }
      at = endOfPhrase(text, at);
    } else {
      at += 1;
    }
  }
  return at;
}

function endOfPhrase(text: string, open: number): number {
  const close = text.indexOf('"', open + 1);
  if (close === -1) throw refuse(open, 'this double quote is never closed; add a " or remove it.');
  if (text.slice(open + 1, close).trim() === "") throw refuse(open, "there is nothing between these quotes.");
  if (text.charAt(close - 1) === "\\") throw escapedQuote(close - 1);
  const end = text.charAt(close + 1) === "*" ? close + 2 : close + 1;
  if (!/^$|[\s)]/.test(text.charAt(end))) throw refuse(end, "a space is missing after this double quote.");
  return end;
}

/** Whether a backslash escapes a quote differs between servers. */
function escapedQuote(at: number): ToolError {
  return refuse(at, "a quote can't be escaped in KQL; leave it out, the search ignores punctuation.");
}

const restriction = /^[+-]?([^\s":=<>()]+)(:|=|<>|>=|<=|>|<)(.*)$/s;

function readWord(text: string, place: { at: number; vocabulary: KqlVocabulary; groupFollows: boolean }): KqlToken {
  const { at, vocabulary, groupFollows } = place;
  if (text === "NOT") return { kind: "not", at, text };
  if (binaryOperators.has(text) || /^O?NEAR\(/.test(text)) return { kind: "operator", at, text };
  const [, property, , value] = restriction.exec(text) ?? [];
  if (property === undefined) return { kind: text.startsWith('"') ? "phrase" : "word", at, text };
  const name = property.toLowerCase();
  if (!vocabulary.properties.has(name) && !vocabulary.ownProperties?.test(name)) {
    throw refuse(
      at,
      `"${property}" is not a property of ${vocabulary.things}. Known are ${[...vocabulary.properties].join(", ")}. ` +
        `To search for these characters, put them in double quotes: "${text.replaceAll('"', "")}".`,
    );
  }
  if (value === "" && !groupFollows) {
    throw refuse(at, `${property} has no value; write it right after the operator, without a space.`);
  }
  return { kind: "restriction", at, text, property: name };
}

function checkOrder(tokens: readonly KqlToken[], text: string): void {
  const open: number[] = [];
  let expectsOperand = true;
  for (const token of tokens) {
    if (token.kind === "operator") {
      if (expectsOperand) throw refuse(token.at, `${token.text} needs a term before it.`);
      expectsOperand = true;
    } else if (token.kind === "open") {
      open.push(token.at);
      expectsOperand = true;
    } else if (token.kind === "close") {
      if (open.pop() === undefined) throw refuse(token.at, "this ) closes nothing; remove it or add a (.");
      if (expectsOperand) throw refuse(token.at, "a term is missing before this ).");
      expectsOperand = false;
    } else {
      expectsOperand = token.kind === "not";
    }
  }
  const unclosed = open.pop();
  if (unclosed !== undefined) throw refuse(unclosed, "this ( is never closed; add a ) or remove it.");
  if (expectsOperand) throw refuse(text.length, "a term is missing at the end.");
}

function checkRestrictions(tokens: readonly KqlToken[], { onlyOnce, service }: KqlVocabulary): void {
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "restriction" || !onlyOnce.has(token.property)) continue;
    if (seen.has(token.property)) {
      throw refuse(
        token.at,
        `${service} ignores a second "${token.property}" in one query; ` +
          "use afterDateTime and beforeDateTime for a range.",
      );
    }
    seen.add(token.property);
  }
}

const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
/** Particles and endings, such as の, で and です. */
const grammar = /^\p{Script=Hiragana}{1,2}$/u;
/** Length that a caller's own query may have: it stands in an address, where each of these letters takes nine. */
const maxCharacters = 1_000;
const segmenter = new Intl.Segmenter("ja", { granularity: "word" });

/** Whether a query has Chinese, Japanese or Korean text, which servers split into words by a dictionary. */
export function hasCjk(kql: string): boolean {
  return cjk.test(kql);
}

/** Whether such text is among the words that a query looks for, and not in the value of a property such as a sender. */
export function hasCjkWords(kql: string, vocabulary: KqlVocabulary = mailVocabulary): boolean {
  return tokeniseKql(kql, vocabulary).some(
    ({ kind, text }) => (kind === "word" || kind === "phrase") && cjk.test(text),
  );
}

/**
 * The query with its Chinese, Japanese and Korean words split into those of a dictionary, in any order and place:
 * `本店営業部の会議` becomes `(本店 AND 営業 AND 部 AND 会議)`. A server looks for them in a row, just as they stand.
 * Phrases and values of properties stay as they are. Undefined if nothing can be split, if the query has NOT or NEAR,
 * and if it would be too long.
 */
export function withCjkWordsApart(kql: CheckedKql, vocabulary: KqlVocabulary = mailVocabulary): CheckedKql | undefined {
  const tokens = tokeniseKql(kql, vocabulary);
  if (tokens.some(({ kind, text }) => kind === "not" || /^(?:[+-]|O?NEAR\b)/.test(text))) return undefined;
  let apart = "";
  let end = 0;
  for (const { kind, at, text } of tokens) {
    const words = kind === "word" ? cjkWordsOf(text) : [];
    apart += kql.slice(end, at) + (words.length > 1 ? `(${words.join(" AND ")})` : text);
    end = at + text.length;
  }
  return apart === kql || apart.length > maxCharacters ? undefined : (apart as CheckedKql);
}

/** The words of a dictionary in Chinese, Japanese or Korean text, without particles. Empty for other text. */
export function cjkWordsOf(token: string): string[] {
  if (!cjk.test(token)) return [];
  return Array.from(segmenter.segment(token))
    .filter(({ isWordLike, segment }) => isWordLike && !grammar.test(segment))
    .map(({ segment }) => segment);
}

const wordsIn = (text: string): ReadonlySet<string> => new Set(text.split(" "));

interface KqlVocabulary {
  /** The plural of what is searched, for error messages. */
  things: string;
  /** The name of the service, for error messages. */
  service: string;
  /** Known properties, lower case. */
  properties: ReadonlySet<string>;
  /** Properties that an organisation can define. */
  ownProperties?: RegExp;
  /** Properties of which the service ignores a second restriction in a query. */
  onlyOnce: ReadonlySet<string>;
}

/**
 * Searchable message properties (https://learn.microsoft.com/graph/search-query-parameter), plus `isread` and
 * `category`.
 */
export const mailVocabulary: KqlVocabulary = {
  things: "mail",
  service: "Outlook",
  properties: wordsIn(
    "attachment bcc body category cc from hasattachment hasattachments importance isread kind participants received " +
      "recipients sent size subject to",
  ),
  onlyOnce: new Set(["received", "sent"]),
};

/** Searchable properties of chat messages (https://learn.microsoft.com/graph/search-concept-chat-messages). */
export const chatVocabulary: KqlVocabulary = {
  things: "chat messages",
  service: "Teams",
  properties: new Set(["from", "hasattachment", "ismentioned", "isread", "mentions", "sent", "to"]),
  onlyOnce: new Set(["sent"]),
};

/**
 * Managed properties of SharePoint
 * (https://learn.microsoft.com/sharepoint/technical-reference/crawled-and-managed-properties-overview).
 */
export const fileVocabulary: KqlVocabulary = {
  things: "files",
  service: "SharePoint",
  properties: wordsIn(
    "author contentclass contenttype contenttypeid created createdby description documentlink editor fileextension " +
      "filename filetype iscontainer isdocument language lastmodifiedtime listid modifiedby owner parentlink path " +
      "promotedstate site siteid sitename sitetitle size title uniqueid webid write",
  ),
  ownProperties: /^(?:refinable[a-z]{3,10}\d{2,3}|[a-z]\w{0,60}ows[a-z]{4})$/,
  onlyOnce: new Set(),
};
