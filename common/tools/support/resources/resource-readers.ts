import { ToolError } from "#common/errors.ts";
import type { ToolNeeds, ToolPermissions } from "../../define-tool.ts";
import type { ToolContext } from "../../tool-context.ts";
import { ownMailPermissions } from "../mail/mailbox.ts";
import { fileReader, sharingLinkReader } from "./read-file.ts";
import { mailAttachmentReader } from "./read-mail-attachment.ts";
import { mailFolderReader, mailFoldersReader } from "./read-mail-folder.ts";
import { mailMessageReader } from "./read-mail-message.ts";
import { sitePageReader } from "./read-site-page.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourceOf, ResourcePart, ResourceReader } from "./resource-reader.ts";
import type { ResourceKind, ResourceUri } from "./resource-uri.ts";

/** One resource, with the way to read it. */
export interface ReadableResource {
  needs: ToolNeeds;
  read(context: ToolContext, part: ResourcePart): Promise<ResourceContent>;
}

const othersOnly = "Only the kinds of content whose own permission is granted";

/** With one of these at least one kind can be read. */
export const anyResourcePermissions: ToolPermissions = [
  ...ownMailPermissions,
  ...["Sites.Read.All", "Files.Read.All", "Files.Read"].map((scope) => ({ scopes: [scope], reduced: othersOnly })),
];

/** The reader of a resource; `unsupported_type` for a kind that has none. One case per kind of uri that can be read. */
export function readerFor(resource: ResourceUri): ReadableResource {
  switch (resource.kind) {
    case "mail-message":
      return readable(mailMessageReader, resource);
    case "mail-attachment":
      return readable(mailAttachmentReader, resource);
    case "mail-folders":
      return readable(mailFoldersReader, resource);
    case "mail-folder":
      return readable(mailFolderReader, resource);
    case "file":
      return readable(fileReader, resource);
    case "sharing-link":
      return readable(sharingLinkReader, resource);
    case "page":
      return readable(sitePageReader, resource);
    default:
      throw new ToolError(
        "unsupported_type",
        `A ${resource.kind.replaceAll("-", " ")} is not supported yet by this server; it reads mail messages and their attachments.`,
      );
  }
}

function readable<Kind extends ResourceKind>(
  reader: ResourceReader<Kind>,
  resource: ResourceOf<Kind>,
): ReadableResource {
  return { needs: reader.needs(resource), read: (context, part) => reader.read(resource, context, part) };
}
