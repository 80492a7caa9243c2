import MarkdownIt from "markdown-it";
import { marked } from "marked";
import { type DefaultTreeAdapterTypes, parse } from "parse5";

/** As the unkindest client shows text: raw HTML in Markdown is kept, and addresses become links. */
const markdownIt = new MarkdownIt({ html: true, linkify: true });
const renderings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => markdownIt.render(text),
  (text) => marked.parse(text, { async: false, gfm: true }),
];

/** Elements whose content is loaded or run. */
const active = new Set(["script", "style"]);
/** Attributes with an address that is followed unasked, on whatever element (HTML standard, "Attributes"). */
const loading = new RegExp(
  "^(?:on.*|style|background|(?:image)?srcset|(?:low|dyn)?src|srcdoc|poster|data|code|codebase|archive|classid|" +
    "manifest|icon|content|xlink:href)$",
);

/**
 * The tags that load something by themselves when a client shows a text: as HTML, by markdown-it (CommonMark), or by
 * marked (GFM), both with raw HTML.
 */
export function selfLoading(text: string): string[] {
  return renderings.flatMap((render) =>
    elementsOf(parse(render(text), { scriptingEnabled: false })).flatMap(loadingParts),
  );
}

function elementsOf(node: DefaultTreeAdapterTypes.Node): DefaultTreeAdapterTypes.Element[] {
  const found: DefaultTreeAdapterTypes.Element[] = [];
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if ("tagName" in next) found.push(next);
    if ("content" in next) waiting.push(next.content);
    if ("childNodes" in next) waiting.push(...next.childNodes);
  }
  return found;
}

function loadingParts({ tagName, attrs }: DefaultTreeAdapterTypes.Element): string[] {
  const parts = attrs.filter(({ name, prefix, value }) => {
    const full = prefix ? `${prefix}:${name}` : name;
    if (value === "" || (full === "style" && /^text-align:\s*\w+;?$/.test(value))) return false;
    if (full === "href") return tagName !== "a";
    // What follows the marks of a code block becomes its class, in which an address is a name like any other.
    if (full === "class") return false;
    // The element of a bare address in angle brackets is named by its scheme.
    return (
      loading.test(full) || (!tagName.endsWith(":") && tagName !== "a" && /url\s*\(|^\s*(?:https?:)?\/\//i.test(value))
    );
  });
  return [
    ...(active.has(tagName) ? [`<${tagName}>`] : []),
    ...parts.map(({ name, value }) => `<${tagName} ${name}="${value}">`),
  ];
}
