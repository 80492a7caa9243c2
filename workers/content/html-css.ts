import { ToolError } from "#common/errors.ts";
import { type Declarations, readDeclarations } from "./html-declarations.ts";
import { isForEveryScreen, splitRules } from "./html-rules.ts";
import { type Compound, keyOfCompound, keysOfElement, matches, readSelector } from "./html-selectors.ts";
import { attribute, childrenOf, type HtmlElement, isText } from "./html-tree.ts";

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
