import { ToolError } from "#common/errors.ts";
import { attribute, childrenOf, type HtmlElement, isText } from "#workers/documents/html/document-tree.ts";
import { keysOfElement, type Selector } from "./compile-selector.ts";
import type { DeclarationBlock } from "./declarations.ts";
import { createMatching, matches } from "./match-selector.ts";
import { isForEveryScreen, readRules } from "./rules.ts";
import { readSelectors } from "./selectors.ts";

/** One selector of a rule. */
interface Rule {
  selector: Selector;
  /** From 1, in document order. */
  order: number;
  declarations: DeclarationBlock;
}

/**
 * Limits on the work that style sheets can cause; mails have some hundred rules. Beyond them the document is refused
 * rather than read without its styles, since hidden text would show then.
 */
const maxRules = 10_000;
const maxSteps = 10_000_000;

/** The style sheets of a document, matched as browsers do it when nobody points at anything (Selectors 4). */
export interface StyleSheet {
  /** What the rules that match an element declare, weakest first. Throws `too_large` when matching takes too long. */
  declarationsFor(element: HtmlElement): DeclarationBlock[];
}

/** Reads the style sheets of a document, given as the texts of its `style` elements. Throws `too_large`. */
export function readStyleSheets(sheets: readonly string[]): StyleSheet {
  const rulesByKey = new Map<string, Rule[]>();
  let order = 0;
  for (const { selectors, declarations } of sheets.values().flatMap(readRules)) {
    if (declarations.usual.size === 0 && declarations.important.size === 0) continue;
    for (const selector of readSelectors(selectors)) {
      order += 1;
      if (order > maxRules) throw tooComplex();
      const rules = rulesByKey.get(selector.key) ?? [];
      rulesByKey.set(selector.key, rules);
      rules.push({ selector, order, declarations });
    }
  }
  let steps = 0;
  const matching = createMatching((count) => {
    steps += count;
    if (steps > maxSteps) throw tooComplex();
  });
  if (rulesByKey.size === 0) return { declarationsFor: () => [] };
  return {
    declarationsFor: (element) =>
      keysOfElement(element, matching)
        .flatMap((key) => rulesByKey.get(key) ?? [])
        .filter(({ selector }) => matches(selector.compound, element, matching))
        .sort((one, other) => one.selector.specificity - other.selector.specificity || one.order - other.order)
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
