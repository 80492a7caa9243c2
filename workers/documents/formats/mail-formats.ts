import { hasCompoundStream } from "#workers/documents/archive/compound-file.ts";
import { declaredType, extensionOf } from "#workers/documents/recognition/sample.ts";
import type { DocumentFormat } from "./document-format.ts";
import { propertyStream } from "./msg/properties.ts";

/** Messages that Outlook saved (MS-OXMSG). */
export const msg: DocumentFormat = {
  format: "msg",
  title: "saved messages",
  mediaTypes: ["application/vnd.ms-outlook"],
  extensions: ["msg"],
  recognises: ({ source }) => hasCompoundStream(source.bytes, propertyStream),
  read: async ({ source }) => (await import("./msg/read-msg.ts")).readMsg(source.bytes),
};

const mediaTypes = ["message/rfc822", "message/global"] as const;
const extensions = ["eml", "mht", "mhtml"] as const;
const minHeaders = 3;

/** Internet messages (RFC 5322). One header field is enough where the declared type or the file name says so. */
export const eml: DocumentFormat = {
  format: "eml",
  title: "saved messages",
  mediaTypes,
  extensions,
  recognises({ source: { mediaType, name = "" }, text }) {
    if (text === undefined) return false;
    const [type, extension] = [declaredType(mediaType), extensionOf(name)];
    const isDeclared = mediaTypes.some((one) => one === type) || extensions.some((one) => one === extension);
    return countMailHeaders(text) >= (isDeclared ? 1 : minHeaders);
  },
  read: async ({ source }) => (await import("./eml/read-eml.ts")).readEml(source.bytes),
};

const wellKnown = new RegExp(
  "^(?:received|return-path|from|to|cc|subject|date|message-id|mime-version|content-type|delivered-to|" +
    "dkim-signature|reply-to|(?:x|arc)-[\\w-]{1,60})$",
);
const fieldLine = /^([!-9;-~]{1,100}):/;

/** How many well-known header fields (RFC 5322) a text begins with. Counting stops at the first other line. */
function countMailHeaders(text: string): number {
  let count = 0;
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    // The "From " line of an mbox file.
    if (index === 0 && /^>?From /.test(line)) continue;
    const field = fieldLine.exec(line)?.[1]?.toLowerCase();
    if (field === undefined) break;
    if (wellKnown.test(field)) count += 1;
  }
  return count;
}
