import { AttributeAction, type AttributeSelector, type Selector as CssWhatToken, SelectorType } from "css-what";
import { attribute, childrenOf, type HtmlElement, isText } from "#workers/documents/html/document-tree.ts";
import type { ElementTest } from "./match-selector.ts";
import type { SiblingPlace } from "./sibling-places.ts";

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
export function compileTest(token: CssWhatToken): ElementTest | undefined {
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
  ["empty", (element) => childrenOf(element).every((child) => child.nodeName === "#comment" || isEmptyText(child))],
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

function isEmptyText(node: Parameters<typeof isText>[0]): boolean {
  return isText(node) && node.value === "";
}
