import { ToolError } from "#common/errors.ts";
import { trimmed } from "#workers/tools/shown-fields.ts";
import { foldText, type SearchableText, searchableText, termTest } from "./searchable-text.ts";

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
/** Text from the first letter or digit to the last. */
const withoutOuterMarks = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;

/** Each is looked for in every item. */
const maxTerms = 40;

/** What the query of a search may have whose items are compared one by one. */
export interface TermGrammar {
  /** What the search is called, for messages. */
  search: string;
  /** What it searches. */
  things: string;
  fields: readonly TermField[];
  /** The parameters for conditions that are no text. */
  instead: string;
}

/**
 * Parses the terms of a query, all of which must occur: words and "phrases", optionally in one field (`subject:plan`).
 * Operators are not supported, because items are compared one by one instead of by a search engine.
 * @throws `invalid_input` for an operator, an unknown field, or more than 40 terms
 */
export function readTerms(query: string, grammar: TermGrammar): Term[] {
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

/**
 * Reads the query of a search whose items are compared one by one. `shown` is undefined where each item is a hit.
 * @throws `invalid_input` as `readTerms` does, and for a text without letters
 */
export function termsOf(query: string | undefined, grammar: TermGrammar) {
  const text = trimmed(query);
  const terms = readTerms(text ?? "", grammar);
  if (text !== undefined && text !== "*" && terms.length === 0) {
    throw new ToolError(
      "invalid_input",
      `query: "${text}" has no letters to search for; leave it out for all ${grammar.things}.`,
    );
  }
  const shown = terms.map(({ field, text: term }) => `${field ? `${field}:` : ""}"${term}"`).join(" AND ") || undefined;
  return { terms, shown };
}

/** Tells whether all terms occur in the texts of an item, each in its field or in any. Prepared once for all items. */
export function termsTest(terms: readonly { field?: TermField | undefined; text: string }[]) {
  const tests = terms.map(({ field, text }) => ({ field, isIn: termTest(text) }));
  return ({ others, ...ofFields }: TextsOfFields): boolean => {
    const all = [...Object.values(ofFields), ...others];
    return tests.every(({ field, isIn }) => (field === undefined ? all.some(isIn) : isIn(ofFields[field] ?? nothing)));
  };
}

type TextsOfFields = Readonly<Partial<Record<TermField, SearchableText>>> & { others: readonly SearchableText[] };
const nothing = searchableText("");

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
