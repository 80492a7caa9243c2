import { childrenOf, type HtmlElement, type HtmlNode, isElement } from "#workers/documents/html/document-tree.ts";

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
