import MsgReaderModule, { type FieldsData } from "@kenjiuno/msgreader";
import { ToolError } from "#common/errors.ts";
import { decodeText } from "./decode-text.ts";
import { writeAddress } from "./eml.ts";
import { readHtml } from "./html.ts";
import { writeMail } from "./mail-document.ts";
import { readPlainText } from "./plain-text.ts";
import type { Reading } from "./reading.ts";
import { readRtf } from "./rtf.ts";
import { decompressRtf } from "./rtf-lzfu.ts";

const maxDepth = 5;
const maxAttachments = 200;

/** An Outlook message (MS-OXMSG): headers, its text, names of attachments, and attached messages up to five deep. */
export function readMsg(bytes: Uint8Array): Reading {
  let fields: FieldsData;
  try {
    fields = new MsgReaderModule.default(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)).getFileData();
  } catch {
    throw damaged();
  }
  if (fields.error !== undefined) throw damaged();
  return readFields(fields, 0);
}

function readFields(fields: FieldsData, depth: number): Reading {
  const attachments = (fields.attachments ?? []).slice(0, maxAttachments);
  const inner = attachments.flatMap(({ innerMsgContentFields }) => innerMsgContentFields ?? []);
  const isDeep = depth + 1 >= maxDepth;
  return writeMail({
    subject: fields.subject ?? "",
    from: writeAddress(fields.senderName ?? "", fields.senderSmtpAddress ?? smtpOnly(fields.senderEmail)),
    to: recipients(fields, "to"),
    cc: recipients(fields, "cc"),
    date: dateOf(fields),
    body: bodyText(fields),
    attachments: attachments
      .filter(({ innerMsgContent, attachmentHidden }) => !innerMsgContent && !attachmentHidden)
      .map(({ fileName, fileNameShort, name }) => fileName ?? fileNameShort ?? name ?? ""),
    attached: isDeep ? [] : inner.map((message) => readFields(message, depth + 1)),
    incomplete: isDeep && inner.length > 0 ? "Some attached messages were not read." : undefined,
  });
}

function bodyText({ body = "", bodyHtml = "", html, compressedRtf, internetCodepage }: FieldsData): string {
  if (body.trim() !== "") return readPlainText(body, { findQuotes: false }).text;
  const markup = bodyHtml || (html ? decodeText(html, charsetOfPage(internetCodepage)) : "");
  if (markup.trim() !== "") return readHtml(markup, { findQuotes: false }).text;
  if (!compressedRtf) return "";
  const rtf = readRtf(decompressRtf(compressedRtf));
  return (rtf.isHtml ? readHtml : readPlainText)(rtf.text, { findQuotes: false }).text;
}

function charsetOfPage(page: number | undefined): string | undefined {
  if (page === undefined) return undefined;
  return page === 65001 ? "utf-8" : page === 932 ? "shift_jis" : `windows-${page}`;
}

function recipients({ recipients = [] }: FieldsData, type: "to" | "cc"): string {
  return recipients
    .filter((one) => (one.recipType ?? "to") === type)
    .slice(0, maxAttachments)
    .map(({ name = "", smtpAddress, email }) => writeAddress(name, smtpAddress ?? smtpOnly(email)))
    .join(", ");
}

/** An address of Exchange's own directory (`/O=CONTOSO/...`) says nothing to anybody outside. */
function smtpOnly(address: string | undefined): string {
  return address?.includes("@") ? address : "";
}

function dateOf({ headers = "", clientSubmitTime, messageDeliveryTime }: FieldsData): string {
  const [, written] = /^date:\s*(.{1,100})$/im.exec(headers) ?? [];
  return (written?.trim() ?? clientSubmitTime ?? messageDeliveryTime ?? "").replace(/ GMT$/, " +0000");
}

function damaged(): ToolError {
  return new ToolError("unreadable", "It is damaged, or not built as a message must be.");
}
