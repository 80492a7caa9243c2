import { ToolError } from "#common/errors.ts";
import { attribute, childrenOf, type HtmlElement, isText } from "#workers/documents/html/document-tree.ts";
import { type DeclarationBlock, readDeclarations } from "./declarations.ts";
import { isForEveryScreen, splitRules } from "./rules.ts";
import { keyOfSelector, keysOfElement, matches, readSelectors, type Selector, weightOf } from "./selectors.ts";

interface Rule {
  selector: Selector;
  weight: number;
  /** From 1, as they stand. */
  order: number;
  declarations: DeclarationBlock;
}

/**
 * Bounds of the work that style sheets can cause; mails have some hundred rules. Beyond them the document is refused
 * and not read without its styles, since then hidden text would show.
 */
const maxRules = 10_000;
const maxSteps = 10_000_000;

/** What a document's own style sheets say about an element. Knows simple selectors, descendants and children, which is what mails use. */
export interface StyleSheet {
  /** The later ones win. */
  declarationsFor(element: HtmlElement): DeclarationBlock[];
}

/** Reads the style sheets of a document, given as the texts of its `style` elements. */
export function readStyleSheets(sheets: readonly string[]): StyleSheet {
  const byKey = new Map<string, Rule[]>();
  let order = 0;
  let steps = 0;
  const countSteps = (more: number) => {
    steps += more;
    if (steps > maxSteps) throw tooComplex();
  };
  for (const { selectors, body } of sheets.flatMap(splitRules)) {
    const declarations = readDeclarations(body);
    for (const selector of readSelectors(selectors)) {
      order += 1;
      if (order > maxRules) throw tooComplex();
      const rules = byKey.get(keyOfSelector(selector)) ?? [];
      byKey.set(keyOfSelector(selector), rules);
      rules.push({ selector, weight: weightOf(selector), order, declarations });
    }
  }
  return {
    declarationsFor: (element) =>
      keysOfElement(element)
        .flatMap((key) => byKey.get(key) ?? [])
        .filter(({ selector }) => matches(selector, element, countSteps))
        .sort((one, other) => one.weight - other.weight || one.order - other.order)
        .map(({ declarations }) => declarations),
  };
}

/** The text of a `style` element; none if it is not for every screen. */
export function styleTextOf(element: HtmlElement): string {
  if (!isForEveryScreen(attribute(element, "media") ?? "")) return "";
  return childrenOf(element)
    .filter(isText)
    .map(({ value }) => value)
    .join("");
}

function tooComplex(): ToolError {
  return new ToolError("too_large", "Its style sheets are too complex.");
}
