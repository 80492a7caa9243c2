import { childrenOf, type HtmlElement, type HtmlNode, isElement } from "#workers/documents/html/document-tree.ts";

/** Where an element stands among the elements of its parent, and among those of its tag; indexes count from 0. */
export interface SiblingPlace {
  siblings: readonly HtmlElement[];
  index: number;
  indexOfTag: number;
  /** How many elements there are by tag. */
  counts: ReadonlyMap<string, number>;
}

/** Places of elements in a tree that does not change; each parent's children are counted once. */
export function createSiblingPlaces(): (element: HtmlElement) => SiblingPlace {
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
