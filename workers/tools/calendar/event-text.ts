import { ToolError } from "#common/errors.ts";
import { foldText } from "#workers/tools/text/fold-text.ts";

/** The fields in which a term can be searched. */
export const termFields = ["subject", "location", "organizer", "attendee", "body"] as const;
export type TermField = (typeof termFields)[number];

export interface Term {
  /** Undefined: any field. */
  field: TermField | undefined;
  /** The text, normalised by `foldText`. */
  text: string;
}

const token = /(?:([a-z]+):)?"([^"]*)"|(\S+)/giu;
/** KQL restrictions of other searches. Treated as plain words they would find nothing, without an explanation. */
const unknownRestriction =
  /^(?:from|to|cc|sent|received|start|end|date|kind|category|importance|has\w+|is\w+)[:<>=]\S/i;
/** From the first letter or digit to the last. */
const withoutOuterMarks = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;
/** Scripts without spaces between words. */
const unspaced = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

/** Each is looked for in every event. */
const maxTerms = 40;

/** A search whose items are compared one by one. */
export interface TermGrammar {
  /** What it is called, for messages. */
  search: string;
  fields: readonly TermField[];
  /** The parameters for conditions that are no text. */
  instead: string;
}

const ofEvents: TermGrammar = {
  search: "a calendar search",
  fields: termFields,
  instead: "For dates and people use afterDateTime, beforeDateTime, attendee and organizer",
};

/**
 * Parses the terms of a query, all of which must occur: words and "phrases", optionally in one field (`subject:plan`).
 * Operators are not supported, because items are compared one by one instead of by a search engine.
 * @param grammar by default that of events
 * @throws `invalid_input` for an operator, an unknown field, or more than 40 terms
 */
export function readTerms(query: string, grammar: TermGrammar = ofEvents): Term[] {
  const straight = query.replace(/[“”„‟«»]/g, '"');
  const terms = [...straight.matchAll(token)].flatMap(([, name, phrase, word]): Term[] => {
    if (word !== undefined) return termOfWord(word, grammar);
    const field = name === undefined ? undefined : fieldOf(name, grammar);
    if (name !== undefined && field === undefined) throw refuse(`${name}:`, grammar);
    const text = foldText(phrase ?? "");
    return text === "" ? [] : [{ field, text }];
  });
  if (terms.length <= maxTerms) return terms;
  throw new ToolError(
    "invalid_input",
    `query: has ${terms.length} words and phrases; ${grammar.search} takes at most ${maxTerms}. Leave some out.`,
  );
}

function termOfWord(word: string, grammar: TermGrammar): Term[] {
  if (word === "AND" || word === "*") return [];
  if (word === "OR" || word === "NOT" || /^-\p{L}/u.test(word)) throw refuse(word, grammar);
  if (unknownRestriction.test(word)) throw refuse(word, grammar);
  const [, name = "", rest = ""] = /^([a-z]+):(\S+)$/i.exec(word) ?? [];
  const field = fieldOf(name, grammar);
  const [text] = withoutOuterMarks.exec(foldText(field === undefined ? word : rest)) ?? [];
  return text === undefined ? [] : [{ field, text }];
}

function fieldOf(name: string, { fields }: TermGrammar): TermField | undefined {
  const lower = name.toLowerCase();
  return lower === "title" ? "subject" : fields.find((field) => field === lower);
}

function refuse(what: string, { search, fields, instead }: TermGrammar): ToolError {
  return new ToolError(
    "invalid_input",
    `query: "${what}" is not supported in ${search}; all words must occur, also with ` +
      `${fields.map((field) => `${field}:`).join(" ")} before one. To look for it as text, put it in double quotes. ` +
      `${instead}; for "OR" search once for each.`,
  );
}

declare const searchable: unique symbol;
/** A text in which terms are looked for: normalised, with a mark before each word. */
export type SearchableText = string & { readonly [searchable]: true };

/** A control character, which is no part of any word. */
const mark = "\u0000";
const firstOfWord = /(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu;
const markWords = (text: string) => text.replace(firstOfWord, `${mark}$&`);

/** Of a longer text the beginning is searched: the names and addresses of a thousand attendees. */
const maxCharacters = 50_000;

/** Prepares a text once, however many terms are looked for in it. */
export function searchableText(text: string): SearchableText {
  return markWords(foldText(text.slice(0, maxCharacters)).replaceAll(mark, " ")) as SearchableText;
}

/**
 * Tells whether a word of a text starts with the term; in scripts without spaces, whether the term occurs. The mark
 * leaves that to one search of the text, which takes linear time: words that have the term inside can't slow it down.
 * @param term normalised by `foldText`
 */
export function termTest(term: string): (text: SearchableText) => boolean {
  const marked = markWords(term);
  const sought = unspaced.test(term) && marked.startsWith(mark) ? marked.slice(mark.length) : marked;
  return (text) => text.includes(sought);
}
