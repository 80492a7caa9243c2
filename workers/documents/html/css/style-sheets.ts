import {
  attribute,
  childrenOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  walkTree,
} from "#workers/documents/html/document-tree.ts";
import { DocumentRefusal } from "#workers/documents/refusals.ts";
import { keysOfElement, type Selector } from "./compile-selector.ts";
import type { DeclarationBlock } from "./declarations.ts";
import { createMatching, matches } from "./match-selector.ts";
import { isForEveryScreen, readRules } from "./rules.ts";
import { readSelectors } from "./selectors.ts";

/** A rule with one of its selectors. */
interface Rule {
  selector: Selector;
  /** From 1, in document order. */
  order: number;
  declarations: DeclarationBlock;
}

/**
 * Limits on the work that style sheets can cause. Mails have a few hundred rules. Beyond the limits a document is
 * refused, and not read without its styles, which would reveal hidden text.
 */
const maxRules = 10_000;
const maxSteps = 10_000_000;

/** The style sheets of a document, as browsers apply them while nobody interacts with it. */
export interface StyleSheets {
  /** What the rules that match an element declare, weakest first. Throws `too_large` when matching takes too long. */
  declarationsFor(element: HtmlElement): DeclarationBlock[];
}

/** Reads the `style` elements of a document. Throws `too_large` beyond 10,000 selectors. */
export function readStyleSheets(document: HtmlNode): StyleSheets {
  const rulesByKey = new Map<string, Rule[]>();
  let order = 0;
  for (const { selectors, declarations } of styleTexts(document).values().flatMap(readRules)) {
    if (declarations.usual.size === 0 && declarations.important.size === 0) continue;
    for (const selector of readSelectors(selectors)) {
      order += 1;
      if (order > maxRules) throw new DocumentRefusal("tooComplexStyles");
      const rules = rulesByKey.get(selector.key) ?? [];
      rulesByKey.set(selector.key, rules);
      rules.push({ selector, order, declarations });
    }
  }
  let steps = 0;
  const matching = createMatching((count) => {
    steps += count;
    if (steps > maxSteps) throw new DocumentRefusal("tooComplexStyles");
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

/** The texts of the `style` elements that apply to every screen. */
function styleTexts(document: HtmlNode): string[] {
  const texts: string[] = [];
  walkTree(document, (node) => {
    if (isElement(node) && node.tagName === "style" && isForEveryScreen(attribute(node, "media") ?? "")) {
      texts.push(
        childrenOf(node)
          .filter(isText)
          .map(({ value }) => value)
          .join(""),
      );
    }
    return true;
  });
  return texts;
}
