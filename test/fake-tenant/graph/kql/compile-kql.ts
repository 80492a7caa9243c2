import { badRequest } from "#test/fake-tenant/graph/graph-refusal.ts";
import { compareToSpan, dateSpan } from "./kql-dates.ts";
import type { KqlNode, KqlOperator } from "./kql-parser.ts";
import { indexText, wordMatcher } from "./words.ts";

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
