import { type FormulaNode, openFormula } from "#workers/documents/formula/formula.ts";
import { childrenOf, type HtmlElement, type HtmlNode, isElement, isText } from "./document-tree.ts";
import type { RenderContext } from "./render-context.ts";

/** The visible part of a formula in MathML. Not recursive: hostile documents nest 100,000 levels deep. */
export function formulaOf(math: HtmlElement, { hidden }: Pick<RenderContext, "hidden">): FormulaNode {
  const formula = openFormula();
  const waiting: (HtmlNode | "end")[] = [math];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === "end") formula.close();
    else if (hidden.has(node)) continue;
    // Line ends of the source say nothing.
    else if (isText(node)) formula.text(node.value.trim() === "" ? "" : node.value);
    else if (isElement(node)) {
      formula.open(node.tagName, Object.fromEntries(node.attrs.map(({ name, value }) => [name, value])));
      waiting.push("end");
      for (const child of childrenOf(node).toReversed()) waiting.push(child);
    }
  }
  return formula.root;
}
