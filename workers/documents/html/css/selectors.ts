import {
  attribute,
  classesOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  parentOf,
} from "#workers/documents/html/document-tree.ts";

/** `tag.class#id[name=value]`; every part that is given must fit. */
interface Compound {
  tag: string | undefined;
  ids: readonly string[];
  classes: readonly string[];
  attributes: readonly AttributeTest[];
}

/** `value` undefined = whatever it is. */
interface AttributeTest {
  name: string;
  value: string | undefined;
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
  const { tag, ids, classes, attributes } = selector.at(-1)?.at(-1) ?? {};
  if (ids?.[0] !== undefined) return `#${ids[0]}`;
  if (classes?.[0] !== undefined) return `.${classes[0]}`;
  return attributes?.[0] === undefined ? (tag ?? "*") : `[${attributes[0].name}`;
}

export function keysOfElement(element: HtmlElement): string[] {
  const id = attribute(element, "id");
  const classes = classesOf(element).map((name) => `.${name}`);
  const attributes = element.attrs.map(({ name }) => `[${name}`);
  return ["*", element.tagName, ...attributes, ...classes, ...(id === undefined ? [] : [`#${id}`])];
}

/** The rule of the greater weight wins (Selectors 4, 17). */
export function weightOf(selector: Selector): number {
  return selector.flat().reduce((sum, { tag, ids, classes, attributes }) => {
    return sum + ids.length * 10_000 + (classes.length + attributes.length) * 100 + (tag ? 1 : 0);
  }, 0);
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

function fits({ tag, ids, classes, attributes }: Compound, element: HtmlElement): boolean {
  if (tag !== undefined && tag !== element.tagName) return false;
  if (ids.some((id) => id !== attribute(element, "id"))) return false;
  if (!attributes.every((test) => isSaid(test, element))) return false;
  return classes.length === 0 || classes.every((name) => classesOf(element).includes(name));
}

function isSaid({ name, value }: AttributeTest, element: HtmlElement): boolean {
  const said = attribute(element, name);
  return said !== undefined && (value === undefined || value === said);
}

const maxCompounds = 8;
// Bounded, so that a row of brackets is read but once, and what is longer than any compound is none. U+FFFD stands for
// signs that are not known any more.
const ident = "-?[a-z_][\\w-]{0,100}";
const value = `"([^"\\\\\uFFFD]{0,200})"|'([^'\\\\\uFFFD]{0,200})'|(${ident})`;
const attributeTest = `\\[\\s{0,9}(${ident})\\s{0,9}(?:=\\s{0,9}(?:${value})\\s{0,9})?\\]`;
const parts = new RegExp(`>|(?:${attributeTest}|[^\\s>]){1,2000}`, "gi");
const piece = new RegExp(`[.]([\\w-]{1,100})|#([\\w-]{1,100})|${attributeTest}`, "gi");

function readSelector(text: string): Selector | undefined {
  const chains: Compound[][] = [];
  let isChild = false;
  let count = 0;
  for (const [part] of text.matchAll(parts)) {
    if (part === ">") {
      if (isChild || chains.length === 0) return undefined;
      isChild = true;
      continue;
    }
    count += 1;
    const compound = readCompound(part);
    if (!compound || count > maxCompounds) return undefined;
    if (isChild) chains.at(-1)?.push(compound);
    else chains.push([compound]);
    isChild = false;
  }
  return isChild || chains.length === 0 ? undefined : chains;
}

function readCompound(text: string): Compound | undefined {
  const tag = /^(?:[a-z][a-z0-9]{0,30}|\*)/i.exec(text)?.[0];
  const rest = text.slice(tag?.length ?? 0);
  const pieces = [...rest.matchAll(piece)];
  const isKnown = pieces.map(([whole]) => whole).join("") === rest && pieces.length <= 10;
  if (!isKnown || text === "") return undefined;
  return {
    tag: tag === "*" ? undefined : tag?.toLowerCase(),
    classes: pieces.flatMap(([, name]) => name ?? []),
    ids: pieces.flatMap(([, , id]) => id ?? []),
    attributes: pieces.flatMap(([, , , name, quoted, apostrophed, bare]) =>
      name === undefined ? [] : [{ name: name.toLowerCase(), value: quoted ?? apostrophed ?? bare }],
    ),
  };
}
