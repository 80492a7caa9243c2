import type { ReadResourceResult, ResourceTemplateType, Server, ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import { ToolError } from "#common/errors.ts";
import { bestPermission } from "#common/tools/define-tool.ts";
import { readResource } from "#common/tools/read-resource.ts";
import { resourceNeeds } from "#common/tools/resource-uri/resource-needs.ts";
import { uriForms } from "#common/tools/resource-uri/resource-uri.ts";
import type { AskGrantedScopes } from "#gateway/ask-granted-scopes.ts";
import { readingOf } from "#gateway/composites/fetch-tool.ts";
import { bytesIn } from "#gateway/tool-result.ts";
import { toResourceError } from "./rpc-message.ts";
import type { HttpExchange, ServeCall } from "./serve-call.ts";

/** The media type of a resource as it is read: a line of JSON that describes it, and its text. */
const resourceMediaType = "text/plain";

type Kind = keyof typeof uriForms;

const titles: Readonly<Record<Kind, string>> = {
  "mail-message": "Mail message",
  "mail-attachment": "Mail attachment",
  "mail-conversation": "Mail conversation",
  "mail-message-conversation": "Conversation of a mail message",
  "mail-folders": "Mail folders",
  "mail-folder": "Mail folder",
  "calendar-event": "Calendar event",
  "meeting-transcript": "Meeting transcript",
  "meeting-recap": "Recap of a meeting",
  file: "File or folder of OneDrive or SharePoint",
  page: "SharePoint page",
  list: "SharePoint list",
  "list-item": "Item of a SharePoint list",
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
    uriTemplate: toUriTemplate(uriForms[kind].text),
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

const blocksSchema = z.array(
  z.discriminatedUnion("type", [
    z.object({ type: z.literal("text"), text: z.string() }),
    z.object({ type: z.literal("image"), data: z.string(), mimeType: z.string() }),
  ]),
);

/** What workers send of a text with its pictures is less. */
const maxContentBytes = 2 * 1024 * 1024;

const tooLarge = () =>
  new ToolError(
    "too_large",
    `The resource is too large to be read as one. Read it with the tool ${readResource.name}.`,
  );

/**
 * MCP resources over the readers of `read_resource`: a read is a call of that tool, in every respect but the form of
 * its answer. Nothing is listed, since what a person may read is found by searching.
 */
export function createServeResources(dependencies: {
  serveCall: ServeCall;
  askGrantedScopes: AskGrantedScopes;
}): (server: Server, exchange: HttpExchange) => void {
  const { serveCall, askGrantedScopes } = dependencies;

  async function read(exchange: HttpExchange, uri: string, context: ServerContext): Promise<ReadResourceResult> {
    try {
      const call = { tool: readResource.name, input: readingOf(uri) };
      const { content } = await serveCall(exchange, call, context);
      if (bytesIn(content) > maxContentBytes) throw tooLarge();
      const blocks = blocksSchema.parse(JSON.parse(Buffer.concat(content).toString()));
      const contents = blocks.map((block) =>
        block.type === "text"
          ? { uri, mimeType: resourceMediaType, text: block.text }
          : { uri, mimeType: block.mimeType, blob: block.data },
      );
      return { contents };
    } catch (error) {
      throw error instanceof ToolError ? toResourceError(error, uri) : error;
    }
  }

  return function serveResources(server, exchange) {
    const { caller, accessToken } = exchange;
    server.setRequestHandler("resources/list", () => ({ resources: [] }));
    server.setRequestHandler("resources/templates/list", async () => {
      const granted = await askGrantedScopes(caller, accessToken);
      return { resourceTemplates: offeredTemplates(granted?.scopes) };
    });
    server.setRequestHandler("resources/read", ({ params }, context) => read(exchange, params.uri, context));
  };
}
