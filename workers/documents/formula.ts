import { attributeOf } from "./ooxml/xml-events.ts";

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
export type OpenFormula = ReturnType<typeof openFormula>;

export function openFormula() {
  const root: FormulaNode = { name: "", attributes: {}, children: [] };
  const openNodes = [root];
  let count = 0;
  const innermost = () => openNodes.at(-1) ?? root;
  return {
    root,
    /** Opens an element. Of the deepest ones, and of those beyond the 5,000th, only the text is read. */
    open(name: string, attributes: FormulaNode["attributes"]): void {
      count += 1;
      const isPart = count > maxNodes || openNodes.length > maxDepth;
      // The deepest one has no name, by which it would be more than the text in it.
      const named = openNodes.length === maxDepth ? "" : name;
      const node = isPart ? innermost() : { name: named, attributes, children: [] };
      if (!isPart) innermost().children.push(node);
      openNodes.push(node);
    },
    close(): void {
      if (openNodes.length > 1) openNodes.pop();
    },
    text(text: string): void {
      (count > maxNodes ? root : innermost()).children.push(text);
    },
  };
}

/** A part of a formula in one line, and what it is as a part of another. */
interface Part {
  text: string;
  /** `open` has an end that letters after it would run into, as the exponent of `x^2`. */
  form: "plain" | "atom" | "open" | "matrix";
}

type Write = (parts: readonly Part[], node: FormulaNode) => Part;

const maxCells = 400;
const nothing: Part = { text: "", form: "atom" };
const plain = (text: string): Part => ({ text, form: "plain" });
const open = (text: string): Part => ({ text, form: "open" });
const atom = (text: string): Part => ({ text, form: "atom" });

/** How each element is written, after the names or places of its parts. All others are what is in them. */
const writers: Readonly<Record<string, readonly [Write, ...(string | number)[]]>> = {
  f: [fraction, "num", "den"],
  mfrac: [fraction, 0, 1],
  sSub: [script, "e", "sub"],
  sSup: [script, "e", "", "sup"],
  sSubSup: [script, "e", "sub", "sup"],
  limLow: [script, "e", "lim"],
  limUpp: [script, "e", "", "lim"],
  msub: [script, 0, 1],
  msup: [script, 0, "", 1],
  msubsup: [script, 0, 1, 2],
  munder: [script, 0, 1],
  mover: [over, 0, 1],
  munderover: [script, 0, 1, 2],
  sPre: [(parts) => joined([script([nothing, ...parts.slice(1)]), parts[0] ?? nothing]), "e", "sub", "sup"],
  nary: [nary, "e", "sub", "sup"],
  func: [([name = nothing, of = nothing]) => joined([{ ...name, form: "open" }, atom(grouped(of))]), "fName", "e"],
  rad: [root, "e", "deg"],
  mroot: [root, 0, 1],
  msqrt: [(_, node) => root([row(node)])],
  d: [(_, node) => fenced(elements(node, "e").map(row), fences(node, ["begChr", "(", "sepChr", "|", "endChr", ")"]))],
  mfenced: [(_, node) => fenced(elements(node).map(row), fences(node, ["open", "(", "separators", ",", "close", ")"]))],
  m: [(_, node) => matrix(elements(node, "mr"))],
  mtable: [(_, node) => matrix(elements(node))],
  eqArr: [
    (_, node) =>
      plain(
        elements(node, "e")
          .map((one) => row(one).text.replaceAll("&", ""))
          .join("; "),
      ),
  ],
  acc: [([base = nothing], node) => marked(base, value(node, "chr") ?? "\u0302"), "e"],
  bar: [([base = nothing], node) => marked(base, value(node, "pos") === "top" ? "\u0305" : "\u0332"), "e"],
  phant: [([base = nothing], node) => (/^(?:0|off|false)$/.test(value(node, "show") ?? "") ? nothing : base), "e"],
  mphantom: [() => nothing],
  mspace: [() => plain(" ")],
  semantics: [([shown = nothing]) => shown, 0],
  maction: [([shown = nothing]) => shown, 0],
};
/** Signs over a letter, as MathML has them, by those that combine with it. */
const accents: Readonly<Record<string, string>> = {
  "^": "\u0302",
  ˆ: "\u0302",
  "¯": "\u0305",
  "‾": "\u0305",
  "~": "\u0303",
  "˜": "\u0303",
  "→": "\u20d7",
  "˙": "\u0307",
  "¨": "\u0308",
};

/**
 * A formula in one line, as people type it: `x^2`, `a_i`, `(a+b)/c`, `√(x)`, `∑_(i=1)^n a_i`, `[a, b; c, d]`. Linear
 * time. What is meant for programs (annotations) is left out.
 */
export function linearFormula(formula: FormulaNode): string {
  return row(formula).text.replace(/\s+/g, " ").trim();
}

function row({ children }: FormulaNode): Part {
  return joined(children.map((child) => (typeof child === "string" ? words(child) : written(child))));
}

function written(node: FormulaNode): Part {
  if (/Pr$|^annotation/.test(node.name)) return nothing;
  // Names come from the document, and may be `constructor`.
  const [write, ...places] = Object.hasOwn(writers, node.name) ? (writers[node.name] ?? []) : [];
  if (write === undefined) return row(node);
  const all = elements(node);
  // An element of MathML with other parts than it should have is what is in it.
  const wanted = places.filter((place) => typeof place === "number").length;
  if (wanted > 1 && all.length !== wanted) return row(node);
  const parts = places.map((place) => {
    const part = typeof place === "number" ? all[place] : all.find(({ name }) => name === place);
    return part === undefined ? nothing : typeof place === "number" ? written(part) : row(part);
  });
  return write(parts, node);
}

const elements = ({ children }: FormulaNode, name?: string) =>
  children.flatMap((child) =>
    typeof child !== "string" && (name === undefined || child.name === name) ? [child] : [],
  );

/** A property of an element of OMML (`m:dPr/m:begChr/@m:val`), or an attribute of one of MathML. */
function value(node: FormulaNode, name: string): string | undefined {
  const property = elements(node).find((one) => one.name === `${node.name}Pr`);
  const element = property && elements(property, name)[0];
  return (element && attributeOf(element.attributes, "val")) ?? node.attributes[name];
}

function words(text: string): Part {
  // Between a function and what it is of stands an invisible sign.
  const shown = text.replace(/\u2061/g, " ").replace(/[\u2062-\u2064]/g, "");
  return { text: shown, form: /^\s*(?:[\p{L}\p{M}]|[\p{N}.,]+|[∞∅])\s*$|^\p{L}+$/u.test(shown) ? "atom" : "plain" };
}

/** Parts beside each other. Letters don't run into an exponent, a denominator or the name of a function. */
function joined(parts: readonly Part[]): Part {
  const shown = parts.filter(({ text }) => text !== "");
  if (shown.length <= 1) return shown[0] ?? nothing;
  const pieces = shown.map(({ text, form }, at) => {
    const last = shown[at - 1];
    const isApart = last?.form === "open" || (last !== undefined && form === "open" && /[\p{N}]$/u.test(last.text));
    return isApart && /^[\p{L}\p{N}√(]/u.test(text) ? ` ${text}` : text;
  });
  return { text: pieces.join(""), form: shown.at(-1)?.form === "open" ? "open" : "plain" };
}

const grouped = ({ text, form }: Part) => (form === "atom" || form === "matrix" ? text.trim() : `(${text.trim()})`);

function fraction([top = nothing, bottom = nothing]: readonly Part[], node: FormulaNode): Part {
  const isBare = value(node, "type") === "noBar" || node.attributes.linethickness === "0";
  return open(`${grouped(top)}${isBare ? "¦" : "/"}${grouped(bottom)}`);
}

function script([base = nothing, sub = nothing, sup = nothing]: readonly Part[]): Part {
  const below = sub.text.trim() === "" ? "" : `_${grouped(sub)}`;
  if (below === "" && sup.text.trim() === "") return base;
  const isMark = /^[′″‴'*∗°]+$/.test(sup.text);
  const above = sup.text.trim() === "" ? "" : isMark ? sup.text : `^${grouped(sup)}`;
  const isWord = base.form === "atom" || /^\P{L}$/u.test(base.text);
  return open(`${isWord || base.text === "" ? base.text : grouped(base)}${below}${above}`);
}

function over([base = nothing, above = nothing]: readonly Part[]): Part {
  const sign = above.text.trim();
  const accent = Object.hasOwn(accents, sign) ? accents[sign] : undefined;
  return accent === undefined ? script([base, nothing, above]) : marked(base, accent);
}

const marked = (base: Part, sign: string) => atom(`${grouped(base)}${sign}`);

function nary([of = nothing, ...limits]: readonly Part[], node: FormulaNode): Part {
  const sign = script([atom(value(node, "chr") ?? "∫"), ...limits]);
  return open(`${sign.text} ${of.text.trim()}`);
}

function root([of = nothing, degree = nothing]: readonly Part[]): Part {
  return atom(`√(${degree.text === "" ? "" : `${degree.text}&`}${of.text.trim()})`);
}

/** What opens, divides and closes, by the names of their properties and what they are by themselves. */
function fences(node: FormulaNode, names: readonly [string, string, string, string, string, string]): string[] {
  const [start, first, between, middle, end, last] = names;
  return [value(node, start) ?? first, (value(node, between) ?? middle).slice(0, 1), value(node, end) ?? last];
}

/** A matrix in brackets has only these. */
function fenced(parts: readonly Part[], [start = "", between = "", end = ""]: readonly string[]): Part {
  const texts = parts.map(({ text, form }) => (form === "matrix" ? text.slice(1, -1) : text).trim());
  return atom(`${start}${texts.join(between)}${end}`);
}

function matrix(rows: readonly FormulaNode[]): Part {
  const cells = rows.map((one) => elements(one));
  const shown = cells.slice(0, Math.floor(maxCells / Math.max(1, ...cells.map(({ length }) => length))));
  const lines = shown.map((line) => line.map((cell) => row(cell).text.trim()).join(", "));
  return { text: `[${[...lines, ...(shown.length < rows.length ? ["…"] : [])].join("; ")}]`, form: "matrix" };
}
