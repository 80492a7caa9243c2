import { attribute, classesOf, type HtmlElement, type HtmlNode, isElement, parentOf } from "./html-tree.ts";

/** `tag.class#id`; every part that is given must fit. */
interface Compound {
  tag: string | undefined;
  ids: readonly string[];
  classes: readonly string[];
}

/** `a > b` is one chain: each fits a child of the one before. */
type Chain = readonly Compound[];

/** Chains, outermost first; each stands around the next. The end of the last is the element itself. */
export type Selector = readonly Chain[];

/** The selectors of a list that are known. Others, such as those for states and siblings, are passed over. */
export function* readSelectors(list: string): Generator<Selector> {
  let depth = 0;
  for (const text of list.split(",")) {
    // The commas of `:not(a, b)` part no selectors.
    const selector = depth === 0 ? readSelector(text) : undefined;
    depth += text.split("(").length - text.split(")").length;
    if (selector) yield selector;
  }
}

/** One of the keys of every element that the selector fits. */
export function keyOfSelector(selector: Selector): string {
  const { tag, ids, classes } = selector.at(-1)?.at(-1) ?? {};
  if (ids?.[0] !== undefined) return `#${ids[0]}`;
  return classes?.[0] === undefined ? (tag ?? "*") : `.${classes[0]}`;
}

export function keysOfElement(element: HtmlElement): string[] {
  const id = attribute(element, "id");
  const classes = classesOf(element).map((name) => `.${name}`);
  return ["*", element.tagName, ...classes, ...(id === undefined ? [] : [`#${id}`])];
}

/** The rule of the greater weight wins (Selectors 4, 17). */
export function weightOf(selector: Selector): number {
  return selector
    .flat()
    .reduce((sum, { tag, ids, classes }) => sum + ids.length * 10_000 + classes.length * 100 + (tag ? 1 : 0), 0);
}

/** Whether the selector fits the element, which depends on the elements around it. `countSteps` may throw. */
export function matches(selector: Selector, element: HtmlElement, countSteps: (more: number) => void): boolean {
  let left = selector.length;
  let steps = 0;
  for (let node: HtmlNode | null | undefined = element; node && left > 0; ) {
    const chain = selector[left - 1] ?? [];
    steps += chain.length;
    const outermost = outermostOf(chain, node);
    if (outermost) left -= 1;
    else if (node === element) break;
    node = parentOf(outermost ?? node);
  }
  countSteps(steps);
  return left === 0;
}

/** Where the chain begins that ends at this node, if it does. */
function outermostOf(chain: Chain, end: HtmlNode): HtmlNode | undefined {
  let node: HtmlNode | null | undefined = end;
  let outermost: HtmlNode | undefined;
  for (const compound of chain.toReversed()) {
    if (!node || !isElement(node) || !fits(compound, node)) return undefined;
    outermost = node;
    node = parentOf(node);
  }
  return outermost;
}

function fits({ tag, ids, classes }: Compound, element: HtmlElement): boolean {
  if (tag !== undefined && tag !== element.tagName) return false;
  if (ids.some((id) => id !== attribute(element, "id"))) return false;
  return classes.length === 0 || classes.every((name) => classesOf(element).includes(name));
}

function readSelector(text: string): Selector | undefined {
  const chains: Compound[][] = [];
  let isChild = false;
  for (const part of text.match(/>|[^\s>]+/g) ?? []) {
    if (part === ">") {
      if (isChild || chains.length === 0) return undefined;
      isChild = true;
      continue;
    }
    const compound = readCompound(part);
    if (!compound) return undefined;
    if (isChild) chains.at(-1)?.push(compound);
    else chains.push([compound]);
    isChild = false;
  }
  const isKnown = !isChild && chains.length > 0 && chains.flat().length <= 8;
  return isKnown ? chains : undefined;
}

function readCompound(text: string): Compound | undefined {
  const [, tag, rest] = /^([a-z][a-z0-9]{0,30}|\*)?((?:[.#][\w-]{1,100}){0,10})$/i.exec(text) ?? [];
  if (rest === undefined || (tag === undefined && rest === "")) return undefined;
  const names = rest.match(/[.#][\w-]+/g) ?? [];
  const after = (sign: string) => names.filter((name) => name.startsWith(sign)).map((name) => name.slice(1));
  return { tag: tag === "*" ? undefined : tag?.toLowerCase(), ids: after("#"), classes: after(".") };
}
