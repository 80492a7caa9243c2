/** An element of a formula, in OMML (ECMA-376 part 1, 22.1) or MathML, by its name without a prefix. */
export interface FormulaNode {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: (FormulaNode | string)[];
}

/** People write formulas of some dozens. */
const maxNodes = 5_000;
/** Elements below are read as their text alone. */
const maxDepth = 60;

/** A formula while it is read. */
export interface OpenFormula {
  root: FormulaNode;
  /** Opens an element. Of the deepest ones, and of those beyond the 5,000th, only the text is read. */
  open(name: string, attributes: FormulaNode["attributes"]): void;
  close(): void;
  text(text: string): void;
}

export function openFormula(): OpenFormula {
  const root: FormulaNode = { name: "", attributes: {}, children: [] };
  const openNodes = [root];
  let count = 0;
  const innermost = () => openNodes.at(-1) ?? root;
  return {
    root,
    open(name, attributes) {
      count += 1;
      const isPart = count > maxNodes || openNodes.length > maxDepth;
      // The deepest one has no name, by which it would be more than the text in it.
      const named = openNodes.length === maxDepth ? "" : name;
      const node = isPart ? innermost() : { name: named, attributes, children: [] };
      if (!isPart) innermost().children.push(node);
      openNodes.push(node);
    },
    close() {
      if (openNodes.length > 1) openNodes.pop();
    },
    text(text) {
      (count > maxNodes ? root : innermost()).children.push(text);
    },
  };
}
