import { LRUCache } from "lru-cache";
import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import type { KqlNode, KqlOperator } from "./kql-parser.ts";

export type KqlField<T> =
  | { kind: "text"; read(item: T): string }
  | { kind: "date"; read(item: T): number }
  | { kind: "flag"; read(item: T): boolean }
  | { kind: "number"; read(item: T): number }
  /** The whole value, in any letter case; `*` at its end makes it a beginning. */
  | { kind: "exact"; read(item: T): readonly string[] }
  /** Whatever else a property does with its value. */
  | { kind: "own"; test(item: T, value: string): boolean };

export interface KqlModel<T> {
  /** What words without a property are looked for in. */
  everything(item: T): string;
  /** By lower-case name. */
  fields: Record<string, KqlField<T>>;
  /** Whether a plain word also finds longer words, as in Exchange. */
  wordsArePrefixes: boolean;
  /** What becomes of a property that nobody knows: its restriction finds nothing, or its words are looked for. */
  unknownProperty: "nothing" | "words";
  /** Of `*` alone, which finds everything by default. */
  starFindsNothing?: boolean;
  nowMs: number;
}

type Test<T> = (item: T) => boolean;

/** Turns parsed KQL into a test of one item. Refuses values that are no date or number where one is due. */
export function compileKql<T>(node: KqlNode, model: KqlModel<T>): Test<T> {
  if (node.kind === "and" || node.kind === "or") {
    const tests = node.parts.map((part) => compileKql(part, model));
    return node.kind === "and"
      ? (item) => tests.every((test) => test(item))
      : (item) => tests.some((test) => test(item));
  }
  if (node.kind === "not") {
    const operand = compileKql(node.operand, model);
    return (item) => !operand(item);
  }
  if (node.kind === "text") return words(model, node, model.everything);
  const field = model.fields[node.property.toLowerCase()];
  if (field === undefined) {
    if (model.unknownProperty === "nothing") return () => false;
    return words(model, { ...node, text: `${node.property} ${node.text}` }, model.everything);
  }
  return fieldTest(node, field, model);
}

type PropertyNode = Extract<KqlNode, { kind: "property" }>;

function fieldTest<T>(node: PropertyNode, field: KqlField<T>, model: KqlModel<T>): Test<T> {
  const negate = node.operator === "<>";
  if (field.kind === "date") {
    const span = dateSpan(node.text, model.nowMs);
    if (span === undefined)
      throw badRequest(`The value '${node.text}' is not a date that the property '${node.property}' understands.`);
    return (item) => compareToSpan(field.read(item), node.operator, span);
  }
  if (field.kind === "number") return numberTest(node, field.read);
  const test = positiveTest(node, field, model);
  return negate ? (item) => !test(item) : test;
}

function positiveTest<T>(
  node: PropertyNode,
  field: Exclude<KqlField<T>, { kind: "date" } | { kind: "number" }>,
  model: KqlModel<T>,
): Test<T> {
  if (field.kind === "flag") {
    const wanted = /^(true|yes|1)$/i.test(node.text);
    return (item) => field.read(item) === wanted;
  }
  if (field.kind === "own") return (item) => field.test(item, node.text);
  if (field.kind === "exact") {
    const wanted = node.text.toLowerCase();
    return (item) =>
      field
        .read(item)
        .map((value) => value.toLowerCase())
        .some((value) => (node.prefix ? value.startsWith(wanted) : value === wanted));
  }
  return words(model, node, field.read);
}

function words<T>(
  model: KqlModel<T>,
  { text, prefix, phrase }: { text: string; prefix: boolean; phrase: boolean },
  read: (item: T) => string,
): Test<T> {
  if (text.trim() === "" && prefix) return () => model.starFindsNothing !== true;
  const matches = wordMatcher(text, prefix || (model.wordsArePrefixes && !phrase));
  return (item) => matches(indexText(read(item)));
}

function numberTest<T>(node: PropertyNode, read: (item: T) => number): Test<T> {
  const wanted = Number(node.text);
  if (node.text === "" || Number.isNaN(wanted))
    throw badRequest(`The value '${node.text}' is not a number that the property '${node.property}' understands.`);
  const tests: Record<KqlOperator, (value: number) => boolean> = {
    ":": (value) => value === wanted,
    "=": (value) => value === wanted,
    "<>": (value) => value !== wanted,
    "<": (value) => value < wanted,
    ">": (value) => value > wanted,
    "<=": (value) => value <= wanted,
    ">=": (value) => value >= wanted,
  };
  const test = tests[node.operator];
  return (item) => test(read(item));
}

/** The words and phrases that a query looks for in the content, without those under a NOT. */
export function searchedWords(node: KqlNode): string[] {
  if (node.kind === "and" || node.kind === "or") return node.parts.flatMap(searchedWords);
  return node.kind === "text" && node.text !== "" ? [node.text] : [];
}

const dayMs = 24 * 60 * 60 * 1000;

/** A stretch of time: from inclusive, to exclusive. */
export interface Span {
  from: number;
  to: number;
}

/**
 * What a KQL date value stands for, or undefined when it is none: a day, an instant, a range, or words such as "last
 * week". UTC.
 */
function dateSpan(text: string, nowMs: number): Span | undefined {
  const range = /^(.+?)\.\.(.+)$/.exec(text);
  if (range?.[1] !== undefined && range[2] !== undefined) {
    const from = dateSpan(range[1], nowMs);
    const to = dateSpan(range[2], nowMs);
    return from === undefined || to === undefined ? undefined : { from: from.from, to: to.to };
  }
  return namedSpan(text.toLowerCase(), nowMs) ?? writtenSpan(text);
}

function writtenSpan(text: string): Span | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return day(Date.parse(`${text}T00:00:00Z`));
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text);
  if (american !== null) return day(Date.UTC(Number(american[3]), Number(american[1]) - 1, Number(american[2])));
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.test(text)) return undefined;
  const instant = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(instant) ? undefined : { from: instant, to: instant + 1000 };
}

function day(start: number): Span | undefined {
  return Number.isNaN(start) ? undefined : { from: start, to: start + dayMs };
}

function namedSpan(name: string, nowMs: number): Span | undefined {
  const today = Math.floor(nowMs / dayMs) * dayMs;
  const date = new Date(today);
  const week = today - date.getUTCDay() * dayMs;
  const month = (offset: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
  const year = (offset: number) => Date.UTC(date.getUTCFullYear() + offset, 0, 1);
  const spans: Record<string, Span> = {
    today: { from: today, to: today + dayMs },
    yesterday: { from: today - dayMs, to: today },
    "this week": { from: week, to: week + 7 * dayMs },
    "last week": { from: week - 7 * dayMs, to: week },
    "this month": { from: month(0), to: month(1) },
    "last month": { from: month(-1), to: month(0) },
    "this year": { from: year(0), to: year(1) },
    "last year": { from: year(-1), to: year(0) },
  };
  return spans[name];
}

/** Compares an instant with a span: a day as a whole is the unit, so `<=` includes all of it. */
function compareToSpan(instant: number, operator: KqlOperator, span: Span): boolean {
  if (operator === "<") return instant < span.from;
  if (operator === "<=") return instant < span.to;
  if (operator === ">") return instant >= span.to;
  if (operator === ">=") return instant >= span.from;
  const inside = instant >= span.from && instant < span.to;
  return operator === "<>" ? !inside : inside;
}

const wordPattern = /[\p{L}\p{N}_]+/gu;
const cjkPattern = /[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f\uac00-\ud7af]/;
/** Japanese and its neighbours put no spaces between words; word breakers split them by a dictionary. */
const wordBreaker = new Intl.Segmenter("ja", { granularity: "word" });

/** Each text is looked through by many searches. */
const indexed = new LRUCache<string, string>({
  maxSize: 20_000_000,
  sizeCalculation: (made, text) => made.length + text.length,
  memoMethod: (text) =>
    ` ${(text.normalize("NFKC").toLowerCase().match(wordPattern) ?? []).flatMap(brokenWords).join(" ")} `,
});

/**
 * A text as a search index sees it: its words in lower case, a space before each and one at the end.
 * `本店営業部` is three words, 本店, 営業 and 部, of which no other part is found, as in Exchange.
 */
export function indexText(text: string): string {
  return indexed.memo(text);
}

function brokenWords(word: string): string[] {
  return cjkPattern.test(word) ? Array.from(wordBreaker.segment(word), ({ segment }) => segment) : [word];
}

/**
 * A test of indexed texts for a query's words in a row; the last word may be a beginning only. Without words it never
 * matches.
 */
export function wordMatcher(query: string, lastIsPrefix: boolean): (indexedText: string) => boolean {
  const words = indexText(query).trim();
  if (words === "") return () => false;
  const wanted = lastIsPrefix ? ` ${words}` : ` ${words} `;
  return (text) => text.includes(wanted);
}
