import { ToolError } from "#common/errors.ts";
import type { ToolNeeds } from "../../define-tool.ts";
import type { ToolContext } from "../../tool-context.ts";
import { mailAttachmentReader } from "./read-mail-attachment.ts";
import { mailMessageReader } from "./read-mail-message.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourceUri } from "./resource-uri.ts";

/** One resource, with the way to read it. */
export interface ReadableResource {
  needs: ToolNeeds;
  read(context: ToolContext): Promise<ResourceContent>;
}

/** The reader of a resource; `unsupported_type` for a kind that has none. One case per kind of uri that can be read. */
export function readerFor(resource: ResourceUri): ReadableResource {
  switch (resource.kind) {
    case "mail-message":
      return {
        needs: mailMessageReader.needs(resource),
        read: (context) => mailMessageReader.read(resource, context),
      };
    case "mail-attachment":
      return {
        needs: mailAttachmentReader.needs(resource),
        read: (context) => mailAttachmentReader.read(resource, context),
      };
    default:
      throw new ToolError(
        "unsupported_type",
        `A ${resource.kind.replaceAll("-", " ")} is not supported yet by this server; it reads mail messages and their attachments.`,
      );
  }
}
