import { ToolError } from "#common/errors.ts";
import {
  attribute,
  childrenOf,
  classesOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  parentOf,
} from "./html-tree.ts";

/** CSS declarations by property, lower case. */
export type Declarations = ReadonlyMap<string, string>;

/** `tag.class#id`; every part that is given must fit. */
interface Compound {
  tag: string | undefined;
  id: string | undefined;
  classes: readonly string[];
}

interface Rule {
  /** Outermost first; each must be an ancestor of the next. The last is the element itself. */
  selector: readonly Compound[];
  declarations: Declarations;
}

/**
 * Bounds of the work that style sheets can cause; mails have some hundred rules. Beyond them the document is refused
 * and not read without its styles, since then hidden text would show.
 */
const maxRules = 10_000;
const maxSteps = 10_000_000;

/** What a document's own style sheets say about an element. Knows simple selectors and descendants, which is what mails use. */
export interface StyleSheet {
  declarationsFor(element: HtmlElement): Declarations[];
}

/** Reads the style sheets of a document, given as the texts of its `style` elements. */
export function readStyleSheets(sheets: readonly string[]): StyleSheet {
  const byKey = new Map<string, Rule[]>();
  let count = 0;
  let steps = 0;
  const countSteps = (more: number) => {
    steps += more;
    if (steps > maxSteps) throw tooComplex();
  };
  for (const { selectors, body } of sheets.flatMap(splitRules)) {
    for (const text of selectors.split(",")) {
      const selector = readSelector(text);
      const last = selector?.at(-1);
      if (!selector || !last) continue;
      count += 1;
      if (count > maxRules) throw tooComplex();
      const key = keyOfCompound(last);
      byKey.set(key, [...(byKey.get(key) ?? []), { selector, declarations: readDeclarations(body) }]);
    }
  }
  return {
    declarationsFor: (element) =>
      keysOfElement(element)
        .flatMap((key) => byKey.get(key) ?? [])
        .filter(({ selector }) => matches(selector, element, countSteps))
        .map(({ declarations }) => declarations),
  };
}

/** The declarations of a `style` attribute or of one rule. The last of a property wins. */
export function readDeclarations(css: string): Declarations {
  const declarations = new Map<string, string>();
  for (const declaration of withoutComments(css).split(";")) {
    const colon = declaration.indexOf(":");
    if (colon === -1) continue;
    const value = declaration.slice(colon + 1).replace(/!\s*important/i, "");
    declarations.set(declaration.slice(0, colon).trim().toLowerCase(), value.trim().toLowerCase());
  }
  return declarations;
}

/** The text of every `style` element below a node. */
export function styleTextOf(element: HtmlElement): string {
  return childrenOf(element)
    .filter(isText)
    .map(({ value }) => value)
    .join("");
}

/** Rules in order; those in an at-rule only where it holds for every screen. */
function splitRules(sheet: string): { selectors: string; body: string }[] {
  const css = withoutComments(sheet).replace(/<!--|-->/g, "");
  const rules: { selectors: string; body: string }[] = [];
  let at = 0;
  while (at < css.length) {
    const open = css.indexOf("{", at);
    if (open === -1) break;
    const prelude = css
      .slice(at, open)
      .slice(css.slice(at, open).lastIndexOf(";") + 1)
      .trim();
    if (prelude.startsWith("@") && holdsForEveryScreen(prelude)) {
      at = open + 1;
      continue;
    }
    const close = prelude.startsWith("@") ? endOfBlock(css, open) : css.indexOf("}", open);
    const end = close === -1 ? css.length : close;
    if (!prelude.startsWith("@"))
      rules.push({ selectors: prelude.replace(/^\}+/, ""), body: css.slice(open + 1, end) });
    at = end + 1;
  }
  return rules;
}

function holdsForEveryScreen(prelude: string): boolean {
  return /^@media\s+(?:only\s+)?(?:screen|all)\s*$/i.test(prelude);
}

function endOfBlock(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    const character = css[at];
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

function withoutComments(css: string): string {
  let text = "";
  let at = 0;
  for (;;) {
    const open = css.indexOf("/*", at);
    if (open === -1) return text + css.slice(at);
    text += css.slice(at, open);
    const close = css.indexOf("*/", open + 2);
    if (close === -1) return text;
    at = close + 2;
  }
}

function readSelector(text: string): Compound[] | undefined {
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

function keyOfCompound({ tag, id, classes }: Compound): string {
  if (id !== undefined) return `#${id}`;
  return classes[0] === undefined ? (tag ?? "*") : `.${classes[0]}`;
}

function keysOfElement(element: HtmlElement): string[] {
  const id = attribute(element, "id");
  const classes = classesOf(element).map((name) => `.${name}`);
  return ["*", element.tagName, ...classes, ...(id === undefined ? [] : [`#${id}`])];
}

function fits({ tag, id, classes }: Compound, element: HtmlElement): boolean {
  if (tag !== undefined && tag !== element.tagName) return false;
  if (id !== undefined && id !== attribute(element, "id")) return false;
  return classes.length === 0 || classes.every((name) => classesOf(element).includes(name));
}

function matches(selector: readonly Compound[], element: HtmlElement, countSteps: (more: number) => void): boolean {
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

function tooComplex(): ToolError {
  return new ToolError("too_large", "Its style sheets are too complex.");
}
