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

/** Elements that Outlook and others put before the messages that a mail answers: all that follows is history. */
const historyIds =
  /^(?:x_)*(?:divRplyFwdMsg|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|reply-intro|isReplyContent)$/;
/** Elements that hold the history; what stands below it was written now. */
const holderClasses = new Set([
  "gmail_quote",
  "gmail_quote_container",
  "gmail_extra",
  "yahoo_quoted",
  "protonmail_quote",
  "zmail_extra",
  "moz-forward-container",
]);

/** The element before which the history of a mail begins, in the part of the tree that is visible. */
export function findHistoryElement(root: HtmlNode, hidden: ReadonlySet<HtmlNode>): HtmlElement | undefined {
  let history: HtmlElement | undefined;
  const lastHolders = aroundLastText(root, hidden);
  walkTree(root, (node) => {
    if (history !== undefined || hidden.has(node)) return false;
    if (isElement(node) && (isHistoryStart(node) || (isHolder(node) && lastHolders.has(node)))) history = node;
    return history === undefined;
  });
  return history;
}

function isHistoryStart(element: HtmlElement): boolean {
  if (historyIds.test(attribute(element, "id") ?? "")) return true;
  // Outlook for Windows has no id: a line above, then "From: ...".
  const style = attribute(element, "style") ?? "";
  return element.tagName === "div" && /border-top:\s*solid\s+#(?:e1e1e1|b5c4df)/i.test(style);
}

function isHolder(element: HtmlElement): boolean {
  if (element.tagName === "blockquote" && attribute(element, "type")?.toLowerCase() === "cite") return true;
  return classesOf(element).some((name) => holderClasses.has(name.replace(/^(?:x_)+/, "")));
}

/** Whatever holds the last text that is visible. */
function aroundLastText(root: HtmlNode, hidden: ReadonlySet<HtmlNode>): Set<HtmlNode> {
  let last: HtmlNode | undefined;
  walkTree(root, (node) => {
    if (hidden.has(node)) return false;
    if (isText(node) && /\S/.test(node.value)) last = node;
    return true;
  });
  const around = new Set<HtmlNode>();
  for (let node = last ? parentOf(last) : null; node !== null; node = parentOf(node)) around.add(node);
  return around;
}
