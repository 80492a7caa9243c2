import {
  AttributeAction,
  type AttributeSelector,
  type Selector as CssWhatToken,
  isTraversal,
  SelectorType,
} from "css-what";
import type { HtmlElement } from "#workers/documents/html/document-tree.ts";
import { compileTest } from "./element-tests.ts";
import { type Combinator, type Compound, type ElementTest, type Matching, matches } from "./match-selector.ts";

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
    test: (element, matching) => selectors.some(({ compound }) => matches(compound, element, matching)) !== isNot,
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
