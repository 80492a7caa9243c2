import { hasCompoundStream } from "#workers/documents/archive/compound-file.ts";
import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { propertyStream } from "./properties.ts";

/** Messages that Outlook saved (MS-OXMSG). */
export const msg: DocumentFormat = {
  format: "msg",
  title: "saved messages",
  mediaTypes: ["application/vnd.ms-outlook"],
  extensions: ["msg"],
  recognises: ({ source }) => hasCompoundStream(source.bytes, propertyStream),
  read: async ({ source }) => (await import("./read-msg.ts")).readMsg(source.bytes),
};
