import {
  AttributeAction,
  type AttributeSelector,
  type Selector as CssWhatToken,
  isTraversal,
  SelectorType,
} from "css-what";
import {
  attribute,
  childrenOf,
  classesOf,
  type HtmlElement,
  isElement,
  isText,
} from "#workers/documents/html/document-tree.ts";
import { memoised } from "#workers/documents/memoised.ts";

export interface Selector {
  /** The rightmost compound, which matches the element itself. */
  compound: Compound;
  /** Each element that the selector matches has this key (see `keysOfElement`). */
  key: string;
  /** Rules with a higher specificity win (Selectors 4, section 17). */
  specificity: number;
}

/** How the elements are found that the compound on the left must match, from one that matches on the right. */
const combinators = new Map<SelectorType, Combinator>([
  [SelectorType.Descendant, matchAncestor],
  [SelectorType.Child, matchParent],
  [SelectorType.Adjacent, matchSiblingBefore],
  [SelectorType.Sibling, matchEarlierSibling],
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

function isClass({ name, action, ignoreCase }: Pick<AttributeSelector, "name" | "action" | "ignoreCase">): boolean {
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
  if ("namespace" in token && token.namespace !== null && token.namespace !== "*") return undefined;
  switch (token.type) {
    case SelectorType.Universal:
      return () => true;
    case SelectorType.Tag: {
      const tagName = token.name.toLowerCase();
      return (element) => element.tagName === tagName;
    }
    case SelectorType.Attribute:
      return attributeTest(token);
    case SelectorType.Pseudo:
      return typeof token.data === "string" ? nthTest(token.name, token.data) : pseudoClasses.get(token.name);
    default:
      return undefined;
  }
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
  if (isClass({ name, action, ignoreCase })) {
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

/** Pseudo-classes with an An+B formula, those for the first place, and the index, from 0, that both apply to. */
const places: { nth: string; first: string; indexOf: (place: SiblingPlace, element: HtmlElement) => number }[] = [
  { nth: "nth-child", first: "first-child", indexOf: ({ index }) => index },
  { nth: "nth-last-child", first: "last-child", indexOf: ({ siblings, index }) => siblings.length - 1 - index },
  { nth: "nth-of-type", first: "first-of-type", indexOf: ({ indexOfTag }) => indexOfTag },
  {
    nth: "nth-last-of-type",
    first: "last-of-type",
    indexOf: ({ counts, indexOfTag }, { tagName }) => (counts.get(tagName) ?? 0) - 1 - indexOfTag,
  },
];

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
  ...places.map(({ first, indexOf }): [string, ElementTest] => [first, byPlace((...at) => indexOf(...at) === 0)]),
  ["only-child", byPlace(({ siblings }) => siblings.length === 1)],
  ["only-of-type", byPlace(({ counts }, { tagName }) => counts.get(tagName) === 1)],
  ...actionStates.map((name): [string, ElementTest] => [name, () => false]),
]);

function nthTest(name: string, formula: string): ElementTest | undefined {
  const indexOf = places.find(({ nth }) => nth === name)?.indexOf;
  const isNth = readNth(formula);
  return indexOf && isNth && byPlace((place, element) => isNth(indexOf(place, element) + 1));
}

type Combinator = (left: Compound, element: HtmlElement, matching: Matching) => Outcome;

/** A test of one element, such as `.class` or `:first-child`. */
type ElementTest = (element: HtmlElement, matching: Matching) => boolean;

/** A compound selector, such as `p.class[name]`, with the compounds on its left. */
interface Compound {
  /** All must hold. */
  tests: readonly ElementTest[];
  left: { combinator: Combinator; compound: Compound } | undefined;
}

/** State shared by all matching in one document, which must not change meanwhile. */
type Matching = ReturnType<typeof createMatching>;

interface SiblingSearch {
  /** Index of the first match, or of the next sibling to test. */
  index: number;
  isFound: boolean;
}

const noClasses: ReadonlySet<string> = new Set();

/** @param countSteps counts work, and throws beyond the limit */
export function createMatching(countSteps: (count: number) => void) {
  const searches = new Map<Compound, Map<readonly HtmlElement[], SiblingSearch>>();
  return {
    countSteps,
    placeOf: createSiblingPlaces(),
    classesOf: memoised((element: HtmlElement): ReadonlySet<string> => {
      const names = classesOf(element);
      return names.length === 0 ? noClasses : new Set(names);
    }),
    /** The search for the first of these siblings that a compound matches. */
    searchOf(compound: Compound, siblings: readonly HtmlElement[]): SiblingSearch {
      const bySiblings = searches.get(compound) ?? new Map<readonly HtmlElement[], SiblingSearch>();
      searches.set(compound, bySiblings);
      const search = bySiblings.get(siblings) ?? { index: 0, isFound: false };
      bySiblings.set(siblings, search);
      return search;
    },
  };
}

/** `hopeless`: neither does it match any ancestor, so callers need not try those. */
type Outcome = "matches" | "fails" | "hopeless";

/**
 * Whether a compound matches an element, and the compounds on its left match the elements around it. Does not
 * backtrack: when a descendant combinator finds no ancestor, no other choice of elements on its right can find one
 * either. The time for a selector of n tests is therefore at most n times the depth of the element.
 */
export function compoundMatches(compound: Compound, element: HtmlElement, matching: Matching): boolean {
  return matchFrom(compound, element, matching) === "matches";
}

function matchFrom({ tests, left }: Compound, element: HtmlElement, matching: Matching): Outcome {
  for (const test of tests) {
    matching.countSteps(1);
    if (!test(element, matching)) return "fails";
  }
  return left === undefined ? "matches" : left.combinator(left.compound, element, matching);
}

function matchParent(compound: Compound, element: HtmlElement, matching: Matching): Outcome {
  const parent = parentElement(element);
  return parent === undefined ? "hopeless" : matchFrom(compound, parent, matching);
}

function matchSiblingBefore(compound: Compound, element: HtmlElement, matching: Matching): Outcome {
  const { siblings, index } = matching.placeOf(element);
  const before = siblings[index - 1];
  return before === undefined ? "fails" : matchFrom(compound, before, matching);
}

function matchAncestor(compound: Compound, element: HtmlElement, matching: Matching): Outcome {
  for (let above = parentElement(element); above !== undefined; above = parentElement(above)) {
    const outcome = matchFrom(compound, above, matching);
    if (outcome !== "fails") return outcome;
  }
  return "hopeless";
}

/** Searches a list of siblings only once per compound, which makes `h2 ~ p` linear in the number of paragraphs. */
function matchEarlierSibling(compound: Compound, element: HtmlElement, matching: Matching): Outcome {
  const { siblings, index } = matching.placeOf(element);
  const search = matching.searchOf(compound, siblings);
  while (!search.isFound && search.index < index) {
    const sibling = siblings[search.index];
    if (sibling && matchFrom(compound, sibling, matching) === "matches") search.isFound = true;
    else search.index += 1;
  }
  return search.isFound && search.index < index ? "matches" : "fails";
}

function parentElement({ parentNode }: HtmlElement): HtmlElement | undefined {
  return parentNode !== null && isElement(parentNode) ? parentNode : undefined;
}

/** The position of an element among the child elements of its parent. Indexes begin with 0. */
interface SiblingPlace {
  siblings: readonly HtmlElement[];
  index: number;
  /** Among the siblings with the same tag. */
  indexOfTag: number;
  /** The number of siblings by tag. */
  counts: ReadonlyMap<string, number>;
}

/** Finds places of elements in a tree that does not change. The children of each parent are counted once. */
function createSiblingPlaces(): (element: HtmlElement) => SiblingPlace {
  const places = new Map<HtmlElement, SiblingPlace>();
  return (element) => {
    const known = places.get(element);
    if (known !== undefined) return known;
    const siblings = element.parentNode === null ? [element] : childrenOf(element.parentNode).filter(isElement);
    const counts = new Map<string, number>();
    for (const [index, sibling] of siblings.entries()) {
      const indexOfTag = counts.get(sibling.tagName) ?? 0;
      counts.set(sibling.tagName, indexOfTag + 1);
      places.set(sibling, { siblings, index, indexOfTag, counts });
    }
    return places.get(element) ?? { siblings, index: 0, indexOfTag: 0, counts };
  };
}
