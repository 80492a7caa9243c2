import type { ResourceTemplateType } from "@modelcontextprotocol/server";
import { bestPermission } from "#common/tools/define-tool.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { forms } from "#common/tools/resource-uri/resource-uri.ts";

/** The media type of a resource as it is read: a line of JSON that describes it, and its text. */
export const resourceMediaType = "text/plain";

type Kind = keyof typeof forms;

const titles: Readonly<Record<Kind, string>> = {
  "mail-message": "Mail message",
  "mail-attachment": "Mail attachment",
  "mail-conversation": "Mail conversation",
  "mail-message-conversation": "Conversation of a mail message",
  "mail-folders": "Mail folders",
  "mail-folder": "Mail folder",
  "calendar-event": "Calendar event",
  "meeting-transcript": "Meeting transcript",
  file: "File or folder of OneDrive or SharePoint",
  page: "SharePoint page",
  "chat-messages": "Teams chat",
  "chat-message": "Message of a Teams chat",
  "channel-messages": "Teams channel",
  "channel-message": "Message of a Teams channel",
  "channel-reply": "Reply in a Teams channel",
  "onenote-notebooks": "OneNote notebooks",
  "onenote-notebook": "OneNote notebook",
  "onenote-section-group": "OneNote section group",
  "onenote-section": "OneNote section",
  "onenote-page": "OneNote page",
  "todo-task": "To Do task",
  "planner-task": "Planner task",
};

/** A form of uri as a template of RFC 6570: `{path...}` as `{/path*}`, `?a&b` as `{?a,b}`. */
const toUriTemplate = (text: string): string =>
  text
    .replace(/\/\{(\w+)\.\.\.\}(?=\?|$)/, "{/$1*}")
    .replace(/\?([\w&]+)$/, (_query, names: string) => `{?${names.replaceAll("&", ",")}}`);

const templates = (Object.keys(titles) as Kind[]).map((kind) => ({
  permissions: resourceNeeds({ kind }).permissions,
  template: {
    uriTemplate: toUriTemplate(forms[kind].text),
    name: kind,
    title: titles[kind],
    mimeType: resourceMediaType,
  } satisfies ResourceTemplateType,
}));

/**
 * The kinds of resources that a caller can read, each with the form of its uri.
 * @param granted the caller's Graph permissions; undefined = unknown, so no kind is left out
 */
export const offeredTemplates = (granted: ReadonlySet<string> | undefined): ResourceTemplateType[] =>
  templates
    .filter(({ permissions }) => granted === undefined || bestPermission(permissions, granted) !== undefined)
    .map(({ template }) => template);
