import {
  childrenOf,
  classesOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
} from "#workers/documents/html/document-tree.ts";

/** The relation of an element to the one that the compound on the left must match. */
export type Combinator = "descendant" | "child" | "adjacent" | "sibling";

/** A test of one element, such as `.class` or `:first-child`. */
export type ElementTest = (element: HtmlElement, matching: Matching) => boolean;

/** A compound selector, such as `p.class[name]`, with the compounds on its left. */
export interface Compound {
  /** All must hold. */
  tests: readonly ElementTest[];
  left: { combinator: Combinator; compound: Compound } | undefined;
}

/** State shared by all matching in one document, which must not change meanwhile. */
export interface Matching {
  /** Counts work. Throws beyond the limit. */
  countSteps(count: number): void;
  classesOf(element: HtmlElement): ReadonlySet<string>;
  placeOf(element: HtmlElement): SiblingPlace;
  /** The search for the first of these siblings that a compound matches. */
  searchOf(compound: Compound, siblings: readonly HtmlElement[]): SiblingSearch;
}

interface SiblingSearch {
  /** Index of the first match, or of the next sibling to test. */
  index: number;
  isFound: boolean;
}

const noClasses: ReadonlySet<string> = new Set();

export function createMatching(countSteps: (count: number) => void): Matching {
  const classes = new Map<HtmlElement, ReadonlySet<string>>();
  const searches = new Map<Compound, Map<readonly HtmlElement[], SiblingSearch>>();
  return {
    countSteps,
    placeOf: createSiblingPlaces(),
    classesOf(element) {
      const known = classes.get(element);
      if (known !== undefined) return known;
      const names = classesOf(element);
      const all = names.length === 0 ? noClasses : new Set(names);
      classes.set(element, all);
      return all;
    },
    searchOf(compound, siblings) {
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
  if (left === undefined) return "matches";
  switch (left.combinator) {
    case "descendant":
      return matchAncestor(left.compound, element, matching);
    case "child": {
      const parent = parentElement(element);
      return parent === undefined ? "hopeless" : matchFrom(left.compound, parent, matching);
    }
    case "adjacent": {
      const { siblings, index } = matching.placeOf(element);
      const before = siblings[index - 1];
      return before === undefined ? "fails" : matchFrom(left.compound, before, matching);
    }
    case "sibling":
      return matchEarlierSibling(left.compound, element, matching) ? "matches" : "fails";
  }
}

function matchAncestor(compound: Compound, element: HtmlElement, matching: Matching): Outcome {
  for (let above = parentElement(element); above !== undefined; above = parentElement(above)) {
    const outcome = matchFrom(compound, above, matching);
    if (outcome !== "fails") return outcome;
  }
  return "hopeless";
}

/** Searches a list of siblings only once per compound, which makes `h2 ~ p` linear in the number of paragraphs. */
function matchEarlierSibling(compound: Compound, element: HtmlElement, matching: Matching): boolean {
  const { siblings, index } = matching.placeOf(element);
  const search = matching.searchOf(compound, siblings);
  while (!search.isFound && search.index < index) {
    const sibling = siblings[search.index];
    if (sibling && matchFrom(compound, sibling, matching) === "matches") search.isFound = true;
    else search.index += 1;
  }
  return search.isFound && search.index < index;
}

function parentElement({ parentNode }: HtmlElement): HtmlElement | undefined {
  return parentNode !== null && isElement(parentNode) ? parentNode : undefined;
}

/** The position of an element among the child elements of its parent. Indexes begin with 0. */
export interface SiblingPlace {
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
    const all = placesBelow(element.parentNode);
    for (const place of all) places.set(place.element, place);
    return (
      places.get(element) ?? { siblings: [element], index: 0, indexOfTag: 0, counts: new Map([[element.tagName, 1]]) }
    );
  };
}

function placesBelow(parent: HtmlNode | null): (SiblingPlace & { element: HtmlElement })[] {
  const siblings = parent === null ? [] : childrenOf(parent).filter(isElement);
  const counts = new Map<string, number>();
  return siblings.map((element, index) => {
    const indexOfTag = counts.get(element.tagName) ?? 0;
    counts.set(element.tagName, indexOfTag + 1);
    return { element, siblings, index, indexOfTag, counts };
  });
}
