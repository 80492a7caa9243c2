import { z } from "zod";
import { defineTool } from "./define-tool.ts";
import { anyResourcePermissions } from "./permissions.ts";
import { resourceNeeds } from "./resource-uri/resource-needs.ts";
import { parseResourceUri } from "./resource-uri/resource-uri.ts";
import { cursorParameter } from "./schemas/parameters.ts";

/** Reads one resource by the uri that a search gave. */
export const readResource = defineTool({
  name: "read_resource",
  title: "Read a Microsoft 365 resource",
  description:
    "Text, pictures and attachments of a mail, event, chat, file or item, by uri. " +
    "Also of a transcript, recap, folder, page, list, note or task. The uri is from another result or a pasted link. " +
    "First comes a line of details, then a line for each thing in it, an empty line, and the text; what is long " +
    "goes on with nextCursor.",
  firstSentenceJa: "メール、予定、チャット、ファイルなどの本文、画像、添付ファイルを URI で読み取ります。",
  workload: "outlook",
  permissions: anyResourcePermissions,
  needsOf({ uri }) {
    const resource = parseResourceUri(uri);
    return { ...resourceNeeds(resource), resourceKind: resource.kind };
  },

  inputSchema: z.strictObject({
    uri: z
      .string()
      .trim()
      .min(1)
      .max(5_000)
      .describe("Unchanged, e.g. mail:///messages/AAMk...; /conversation after a mail's id gives its thread"),
    startPage: z.number().int().min(1).optional().describe("First page of a document with pages"),
    endPage: z.number().int().min(1).optional().describe("Last page"),
    find: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Words or a "phrase": only passages or list rows with all of them; a cursor reads on'),
    cursor: cursorParameter("nextCursor, with the same uri"),
  }),
});
