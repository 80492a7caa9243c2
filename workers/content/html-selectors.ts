import { attribute, classesOf, type HtmlElement, type HtmlNode, isElement, parentOf } from "./html-tree.ts";

/** `tag.class#id`; every part that is given must fit. */
export interface Compound {
  tag: string | undefined;
  id: string | undefined;
  classes: readonly string[];
}

/** Undefined for selectors that are not known; their rules are left out. */
export function readSelector(text: string): Compound[] | undefined {
  const parts = text.trim().split(/[\s>]+/);
  const compounds = parts.map(readCompound);
  return compounds.length <= 8 && compounds.every((compound) => compound !== undefined) ? compounds : undefined;
}

function readCompound(text: string): Compound | undefined {
  const [, tag, rest] = /^([a-z][a-z0-9]{0,30}|\*)?((?:[.#][\w-]{1,100}){0,10})$/i.exec(text) ?? [];
  if (rest === undefined || (tag === undefined && rest === "")) return undefined;
  const names = rest.match(/[.#][\w-]+/g) ?? [];
  return {
    tag: tag === "*" ? undefined : tag?.toLowerCase(),
    id: names.find((name) => name.startsWith("#"))?.slice(1),
    classes: names.filter((name) => name.startsWith(".")).map((name) => name.slice(1)),
  };
}

/** One of the keys of every element that the compound fits. */
export function keyOfCompound({ tag, id, classes }: Compound): string {
  if (id !== undefined) return `#${id}`;
  return classes[0] === undefined ? (tag ?? "*") : `.${classes[0]}`;
}

/** By how much their rules weigh, the least first. */
export function keysOfElement(element: HtmlElement): string[] {
  const id = attribute(element, "id");
  const classes = classesOf(element).map((name) => `.${name}`);
  return ["*", element.tagName, ...classes, ...(id === undefined ? [] : [`#${id}`])];
}

function fits({ tag, id, classes }: Compound, element: HtmlElement): boolean {
  if (tag !== undefined && tag !== element.tagName) return false;
  if (id !== undefined && id !== attribute(element, "id")) return false;
  return classes.length === 0 || classes.every((name) => classesOf(element).includes(name));
}

/** Whether the last compound fits the element and the others, in order, elements around it. `countSteps` may throw. */
export function matches(
  selector: readonly Compound[],
  element: HtmlElement,
  countSteps: (more: number) => void,
): boolean {
  let left = selector.length;
  let steps = 0;
  for (let node: HtmlNode | null = element; node !== null && left > 0; node = parentOf(node)) {
    const compound = selector[left - 1];
    steps += 1;
    if (compound && isElement(node) && fits(compound, node)) left -= 1;
    else if (node === element) break;
  }
  countSteps(steps);
  return left === 0;
}
