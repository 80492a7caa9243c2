import type { DocumentFormat } from "#workers/documents/formats/document-format.ts";
import { declaredType, extensionOf } from "#workers/documents/recognition/declared.ts";
import { countMailHeaders } from "./mail-headers.ts";

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
  read: async ({ source }) => (await import("./read-eml.ts")).readEml(source.bytes),
};
