import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";

export interface HtmlButton {
  /** Null for a button that posts nothing of its own. */
  name: string | null;
  value: string;
  text: string;
}

export interface HtmlForm {
  /** As written; the empty text is the page itself. */
  action: string;
  method: "GET" | "POST";
  /** Names and values of the fields, without buttons. */
  fields: [name: string, value: string][];
  buttons: HtmlButton[];
}

export interface HtmlPage {
  title: string;
  /** What a person reads, in one line. */
  text: string;
  forms: HtmlForm[];
  links: { href: string; text: string }[];
}

const invisible = new Set(["style", "script", "title", "head"]);

/** What a person finds on a page: forms, buttons, links and text. Scripts don't run. */
export function readHtml(html: string): HtmlPage {
  const elements = elementsIn(parse(html));
  const named = (name: string) => elements.filter(({ tagName }) => tagName === name);
  const [body] = named("body");
  return {
    title: textIn(named("title")[0]),
    text: textIn(body),
    forms: named("form").map(readForm),
    links: named("a").map((link) => ({ href: attribute(link, "href") ?? "", text: textIn(link) })),
  };
}

function readForm(form: Tree.Element): HtmlForm {
  const inside = elementsIn(form);
  const inputs = inside.filter(({ tagName }) => tagName === "input");
  const isButton = (element: Tree.Element) => element.tagName === "button" || attribute(element, "type") === "submit";
  return {
    action: attribute(form, "action") ?? "",
    method: attribute(form, "method")?.toUpperCase() === "POST" ? "POST" : "GET",
    fields: inputs
      .filter((input) => !isButton(input))
      .flatMap((input): [string, string][] => {
        const name = attribute(input, "name");
        return name === null ? [] : [[name, attribute(input, "value") ?? ""]];
      }),
    buttons: inside.filter(isButton).map((button) => ({
      name: attribute(button, "name"),
      value: attribute(button, "value") ?? "",
      text: button.tagName === "button" ? textIn(button) : (attribute(button, "value") ?? ""),
    })),
  };
}

const isElement = (node: Tree.Node): node is Tree.Element => "tagName" in node;

function elementsIn(node: Tree.Node): Tree.Element[] {
  const children = "childNodes" in node ? node.childNodes : [];
  return children.flatMap((child) => (isElement(child) ? [child, ...elementsIn(child)] : elementsIn(child)));
}

const attribute = (element: Tree.Element, name: string): string | null =>
  element.attrs.find((found) => found.name === name)?.value ?? null;

function textIn(node: Tree.Node | undefined): string {
  return node === undefined ? "" : rawText(node, true).replaceAll(/\s+/g, " ").trim();
}

function rawText(node: Tree.Node, isRoot = false): string {
  if ("value" in node && node.nodeName === "#text") return node.value;
  if (!isRoot && isElement(node) && invisible.has(node.tagName)) return "";
  const children = "childNodes" in node ? node.childNodes : [];
  return children.map((child) => rawText(child)).join(" ");
}
