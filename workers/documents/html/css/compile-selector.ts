import {
  AttributeAction,
  type AttributeSelector,
  type Selector as CssWhatToken,
  isTraversal,
  SelectorType,
} from "css-what";
import { attribute, childrenOf, type HtmlElement, isText } from "#workers/documents/html/document-tree.ts";
import {
  type Combinator,
  type Compound,
  compoundMatches,
  type ElementTest,
  type Matching,
  type SiblingPlace,
} from "./match-selector.ts";

export interface Selector {
  /** The rightmost compound, which matches the element itself. */
  compound: Compound;
  /** Each element that the selector matches has this key (see `keysOfElement`). */
  key: string;
  /** Rules with a higher specificity win (Selectors 4, section 17). */
  specificity: number;
}

const combinators = new Map<SelectorType, Combinator>([
  [SelectorType.Descendant, "descendant"],
  [SelectorType.Child, "child"],
  [SelectorType.Adjacent, "adjacent"],
  [SelectorType.Sibling, "sibling"],
]);

/** Compiles the selectors of a list. Those with an unknown part are left out. */
export function compileSelectors(list: readonly (readonly CssWhatToken[])[]): Selector[] {
  return list.flatMap((tokens) => compileSelector(tokens) ?? []);
}

function compileSelector(tokens: readonly CssWhatToken[]): Selector | undefined {
  let left: Compound["left"];
  let tests: ElementTest[] = [];
  let specificity = 0;
  for (const token of tokens) {
    if (isTraversal(token)) {
      const combinator = combinators.get(token.type);
      if (combinator === undefined || tests.length === 0) return undefined;
      left = { combinator, compound: { tests, left } };
      tests = [];
    } else {
      const simple = compileSimple(token);
      if (simple === undefined) return undefined;
      tests.push(simple.test);
      specificity += simple.specificity;
    }
  }
  return tests.length === 0 ? undefined : { compound: { tests, left }, key: keyOf(tokens), specificity };
}

function compileSimple(token: CssWhatToken): { test: ElementTest; specificity: number } | undefined {
  if (token.type === SelectorType.Pseudo && Array.isArray(token.data)) return compileNested(token.name, token.data);
  const test = compileTest(token);
  return test && { test, specificity: specificityOf(token) };
}

/** Compiles `:not()`, `:is()` and `:where()`. Only the latter two tolerate unknown selectors (Selectors 4, 4.2). */
function compileNested(name: string, list: CssWhatToken[][]): { test: ElementTest; specificity: number } | undefined {
  const selectors = compileSelectors(list);
  const isNot = name === "not";
  if (!isNot && name !== "is" && name !== "where" && name !== "matches") return undefined;
  if (isNot && selectors.length < list.length) return undefined;
  return {
    test: (element, matching) =>
      selectors.some(({ compound }) => compoundMatches(compound, element, matching)) !== isNot,
    specificity: name === "where" ? 0 : Math.max(0, ...selectors.map(({ specificity }) => specificity)),
  };
}

function specificityOf(token: CssWhatToken): number {
  if (token.type === SelectorType.Universal) return 0;
  if (token.type === SelectorType.Tag) return 1;
  return token.type === SelectorType.Attribute && isId(token) ? 10_000 : 100;
}

/** Keys for looking up the rules that may match an element. */
export function keysOfElement(element: HtmlElement, { classesOf }: Matching): string[] {
  const keys = ["*", element.tagName];
  for (const { name, value } of element.attrs) {
    keys.push(`[${name}`);
    if (name === "id") keys.push(`#${value}`);
  }
  for (const name of classesOf(element)) keys.push(`.${name}`);
  return keys;
}

/** The most selective key. */
function keyOf(tokens: readonly CssWhatToken[]): string {
  const keys = tokens.slice(tokens.findLastIndex(isTraversal) + 1).flatMap(keysOfToken);
  return ["#", ".", "["].flatMap((sign) => keys.filter((key) => key.startsWith(sign)))[0] ?? keys[0] ?? "*";
}

function keysOfToken(token: CssWhatToken): string[] {
  if (token.type === SelectorType.Tag) return [token.name.toLowerCase()];
  if (token.type !== SelectorType.Attribute) return [];
  if (isId(token)) return [`#${token.value}`];
  return [isClass(token) ? `.${token.value}` : `[${token.name.toLowerCase()}`];
}

/** Whether it is `#id` and not `[id=id]`, whose specificity is lower. css-what marks the former with "quirks". */
function isId({ name, ignoreCase }: AttributeSelector): boolean {
  return name === "id" && ignoreCase === "quirks";
}

function isClass({ name, action, ignoreCase }: AttributeSelector): boolean {
  return name === "class" && action === AttributeAction.Element && ignoreCase !== true;
}

/**
 * Compiles an An+B formula, such as `odd`, `3` or `-2n + 1` (CSS Syntax 3, section 6), to a test of positions that
 * begin with 1. Undefined if it is invalid.
 */
function readNth(formula: string): ((position: number) => boolean) | undefined {
  const text = formula.trim().toLowerCase();
  if (text === "odd") return (position) => position % 2 === 1;
  if (text === "even") return (position) => position % 2 === 0;
  const [whole, step, sign = "+", offset = "0"] = /^([+-]?\d{0,9})n\s*(?:([+-])\s*(\d{1,9}))?$/.exec(text) ?? [];
  if (whole === undefined) {
    return /^[+-]?\d{1,9}$/.test(text) ? (position) => position === Number(text) : undefined;
  }
  const a = /\d/.test(step ?? "") ? Number(step) : Number(`${step}1`);
  const b = Number(sign + offset);
  return (position) => (a === 0 ? position === b : (position - b) % a === 0 && (position - b) / a >= 0);
}

/**
 * Compiles a simple selector. Undefined for selectors that depend on more than the document, such as `:checked`, and
 * for those that are not CSS, such as `[name!=value]`.
 */
function compileTest(token: CssWhatToken): ElementTest | undefined {
  switch (token.type) {
    case SelectorType.Universal:
      return isAnyNamespace(token) ? () => true : undefined;
    case SelectorType.Tag: {
      const tagName = token.name.toLowerCase();
      return isAnyNamespace(token) ? (element) => element.tagName === tagName : undefined;
    }
    case SelectorType.Attribute:
      return isAnyNamespace(token) ? attributeTest(token) : undefined;
    case SelectorType.Pseudo:
      return typeof token.data === "string" ? nthTest(token.name, token.data) : pseudoClasses.get(token.name);
    default:
      return undefined;
  }
}

function isAnyNamespace({ namespace }: { namespace: string | null }): boolean {
  return namespace === null || namespace === "*";
}

/** Comparisons of an attribute with a value that is not empty (Selectors 4, section 6). */
const comparisons = new Map<AttributeAction, (actual: string, value: string) => boolean>([
  [AttributeAction.Start, (actual, value) => actual.startsWith(value)],
  [AttributeAction.End, (actual, value) => actual.endsWith(value)],
  [AttributeAction.Any, (actual, value) => actual.includes(value)],
  [AttributeAction.Element, (actual, value) => actual.split(/\s+/).includes(value)],
  [AttributeAction.Hyphen, (actual, value) => actual === value || actual.startsWith(`${value}-`)],
]);

function attributeTest({ name, action, value, ignoreCase }: AttributeSelector): ElementTest | undefined {
  if (name === "class" && action === AttributeAction.Element && ignoreCase !== true) {
    return (element, { classesOf }) => classesOf(element).has(value);
  }
  const attributeName = name.toLowerCase();
  if (action === AttributeAction.Exists) return (element) => attribute(element, attributeName) !== undefined;
  const fold = (text: string) => (ignoreCase === true ? text.toLowerCase() : text);
  const wanted = fold(value);
  if (action === AttributeAction.Equals) {
    return (element) => {
      const actual = attribute(element, attributeName);
      return actual !== undefined && fold(actual) === wanted;
    };
  }
  const compare = comparisons.get(action);
  if (compare === undefined) return undefined;
  return (element, { countSteps }) => {
    const actual = attribute(element, attributeName);
    if (actual === undefined || wanted === "") return false;
    countSteps(Math.floor(actual.length / 1_000));
    return compare(fold(actual), wanted);
  };
}

const byPlace =
  (holdsAt: (place: SiblingPlace, element: HtmlElement) => boolean): ElementTest =>
  (element, { placeOf }) =>
    holdsAt(placeOf(element), element);

const fromEnd = ({ siblings, index }: SiblingPlace) => siblings.length - 1 - index;
const fromEndOfTag = ({ counts, indexOfTag }: SiblingPlace, { tagName }: HtmlElement) =>
  (counts.get(tagName) ?? 0) - 1 - indexOfTag;

const isLink: ElementTest = (element) =>
  (element.tagName === "a" || element.tagName === "area") && attribute(element, "href") !== undefined;
const isRoot: ElementTest = ({ parentNode }) => parentNode?.nodeName === "#document";
/** States caused by a reader's actions. They do not hold while a document is only looked at. */
const actionStates = ["hover", "active", "focus", "focus-visible", "focus-within", "target", "visited"];

const pseudoClasses = new Map<string, ElementTest>([
  ["root", isRoot],
  ["scope", isRoot],
  ["link", isLink],
  ["any-link", isLink],
  [
    "empty",
    (element) => childrenOf(element).every((one) => one.nodeName === "#comment" || (isText(one) && one.value === "")),
  ],
  ["first-child", byPlace(({ index }) => index === 0)],
  ["last-child", byPlace((place) => fromEnd(place) === 0)],
  ["only-child", byPlace(({ siblings }) => siblings.length === 1)],
  ["first-of-type", byPlace(({ indexOfTag }) => indexOfTag === 0)],
  ["last-of-type", byPlace((place, element) => fromEndOfTag(place, element) === 0)],
  ["only-of-type", byPlace(({ counts }, { tagName }) => counts.get(tagName) === 1)],
  ...actionStates.map((name): [string, ElementTest] => [name, () => false]),
]);

/** Pseudo-classes with an An+B formula, and the index, from 0, that it applies to. */
const nthIndexes = new Map<string, (place: SiblingPlace, element: HtmlElement) => number>([
  ["nth-child", ({ index }) => index],
  ["nth-last-child", fromEnd],
  ["nth-of-type", ({ indexOfTag }) => indexOfTag],
  ["nth-last-of-type", fromEndOfTag],
]);

function nthTest(name: string, formula: string): ElementTest | undefined {
  const indexOf = nthIndexes.get(name);
  const isNth = readNth(formula);
  return indexOf && isNth && byPlace((place, element) => isNth(indexOf(place, element) + 1));
}
