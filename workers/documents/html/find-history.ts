import {
  attribute,
  classesOf,
  type HtmlElement,
  type HtmlNode,
  isElement,
  isText,
  parentOf,
  walkTree,
} from "./document-tree.ts";

/** Ids of elements that Outlook and others place before the quoted message. All that follows is history. */
const historyIds =
  /^(?:x_)*(?:divRplyFwdMsg|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|isReplyContent)$/;
/** Classes of elements that contain the quoted message. Text after such an element is new. */
const containerClasses = new Set([
  "gmail_quote",
  "gmail_quote_container",
  "gmail_extra",
  "yahoo_quoted",
  "protonmail_quote",
  "zmail_extra",
  "moz-forward-container",
]);

/** The visible element before which the quoted history of a mail begins. */
export function findHistoryElement(root: HtmlNode, hidden: ReadonlySet<HtmlNode>): HtmlElement | undefined {
  let history: HtmlElement | undefined;
  const aroundLast = ancestorsOfLastText(root, hidden);
  walkTree(root, (node) => {
    if (history !== undefined || hidden.has(node)) return false;
    if (isElement(node) && (isHistoryStart(node) || (isContainer(node) && aroundLast.has(node)))) history = node;
    return history === undefined;
  });
  return history;
}

function isHistoryStart(element: HtmlElement): boolean {
  if (historyIds.test(attribute(element, "id") ?? "")) return true;
  // Outlook for Windows sets no id, but a border line above "From: ...".
  const style = attribute(element, "style") ?? "";
  return element.tagName === "div" && /border-top:\s*solid\s+#(?:e1e1e1|b5c4df)/i.test(style);
}

function isContainer(element: HtmlElement): boolean {
  if (element.tagName === "blockquote" && attribute(element, "type")?.toLowerCase() === "cite") return true;
  return classesOf(element).some((name) => containerClasses.has(name.replace(/^(?:x_)+/, "")));
}

/** All ancestors of the last visible text. */
function ancestorsOfLastText(root: HtmlNode, hidden: ReadonlySet<HtmlNode>): Set<HtmlNode> {
  let last: HtmlNode | undefined;
  walkTree(root, (node) => {
    if (hidden.has(node)) return false;
    if (isText(node) && /\S/.test(node.value)) last = node;
    return true;
  });
  const ancestors = new Set<HtmlNode>();
  for (let node = last ? parentOf(last) : null; node !== null; node = parentOf(node)) ancestors.add(node);
  return ancestors;
}
