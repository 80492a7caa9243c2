import { z } from "zod";
import { type FoundLabels, labelsHeader, labelsOfMail } from "#workers/documents/labels/labels.ts";
import { flags, graphBody, graphId, numbers, texts } from "#workers/tools/graph-values.ts";
import { type Person, personNamed } from "#workers/tools/person.ts";
import { wordsOf } from "#workers/tools/query/kql.ts";
import { foldText } from "#workers/tools/query/searchable-text.ts";
import { countIfCut } from "#workers/tools/shown-fields.ts";

const emailAddress = z.object(texts("name", "address"));

/** Graph's `recipient`. */
export const graphRecipient = z.object({ emailAddress: emailAddress.nullish() });
export type GraphRecipient = z.infer<typeof graphRecipient>;

/** Graph's `message` with the properties of hits. All but the id may be missing or null. */
export const graphMessage = z.object({
  id: z.string(),
  from: graphRecipient.nullish(),
  sender: graphRecipient.nullish(),
  toRecipients: z.array(graphRecipient).nullish(),
  ccRecipients: z.array(graphRecipient).nullish(),
  flag: z.object(texts("flagStatus")).nullish(),
  ...texts("subject", "receivedDateTime", "sentDateTime", "bodyPreview", "importance"),
  ...texts("webLink", "internetMessageId", "conversationId", "parentFolderId"),
  ...flags("hasAttachments", "isRead", "isDraft"),
});
export type GraphMessage = z.infer<typeof graphMessage>;

/** Graph's `message` as `read_resource` reads it. */
export const graphFullMessage = graphMessage.extend({
  bccRecipients: z.array(graphRecipient).nullish(),
  replyTo: z.array(graphRecipient).nullish(),
  body: graphBody,
  categories: z.array(z.string()).nullish(),
  internetMessageHeaders: z.array(z.object(texts("name", "value"))).nullish(),
  ...texts("meetingMessageType"),
});
export type GraphFullMessage = z.infer<typeof graphFullMessage>;

/** The sensitivity labels of a message. Undefined where Graph tells not all headers, as of drafts and sent mail. */
export function labelsOfMessage({ internetMessageHeaders }: GraphFullMessage): FoundLabels {
  const valuesOf = (header: string) =>
    (internetMessageHeaders ?? []).filter(({ name }) => name?.toLowerCase() === header).map(({ value }) => value ?? "");
  return labelsOfMail(valuesOf(labelsHeader), valuesOf("received").length > 0);
}

/** Graph's `attachment` without its content. */
export const graphAttachment = z.object({
  id: z.string(),
  ...texts("@odata.type", "name", "contentType"),
  ...numbers("size"),
  ...flags("isInline"),
});
export type GraphAttachment = z.infer<typeof graphAttachment>;

/** Graph's `message` in a conversation. */
export const graphConversationMessage = graphFullMessage.extend({ attachments: z.array(graphAttachment).nullish() });
export type GraphConversationMessage = z.infer<typeof graphConversationMessage>;

/** `$select` for attachments without their bytes. */
export const selectForAttachments = "id,name,contentType,size,isInline";

/** Bodies as HTML, which we convert: Graph's own text has no tables. A value of `Prefer`. */
export const bodiesAsHtml = 'outlook.body-content-type="html"';

/** Graph's `mailFolder`. */
export const graphMailFolder = z.object({
  id: graphId,
  ...texts("displayName", "parentFolderId"),
  ...numbers("childFolderCount"),
  /** Mark of a deleted folder in an answer of `delta`. */
  "@removed": z.unknown().optional(),
});
export type GraphMailFolder = z.infer<typeof graphMailFolder>;

/** Which message it is, of whom, to whom and when. */
const envelopeProperties = ["id", "subject", "from", "sender", "toRecipients", "ccRecipients", "receivedDateTime"];
const hitProperties = [
  ...envelopeProperties,
  "sentDateTime",
  "hasAttachments",
  "importance",
  "isRead",
  "isDraft",
  "flag",
];
const linksAndIds = ["webLink", "internetMessageId", "conversationId", "parentFolderId"];

/** What of a message is asked for. With only Mail.ReadBasic, Graph refuses `bodyPreview`. */
export interface WantedOfMessages {
  preview: boolean;
  /** Whether hits have all fields. */
  isFull: boolean;
}

export function selectForHits({ preview, isFull }: WantedOfMessages): string {
  return [...hitProperties, ...(isFull ? linksAndIds : []), ...(preview ? ["bodyPreview"] : [])].join(",");
}

export function selectForMessage({ body }: { body: boolean }): string {
  const always = [...hitProperties, "webLink", "bccRecipients", "replyTo", "categories"];
  return (body ? [...always, "body", "internetMessageHeaders"] : always).join(",");
}

/** `$select` for the messages of a conversation. Headers are long, and are asked for where labels decide. */
export function selectForConversation({ body, labels }: { body: boolean; labels: boolean }): string {
  const always = [...envelopeProperties, "hasAttachments", "isDraft", "internetMessageId", "parentFolderId"];
  return [...always, ...(body ? ["body"] : []), ...(body && labels ? ["internetMessageHeaders"] : [])].join(",");
}

export const personOf = (recipient: GraphRecipient | null | undefined): Person | undefined =>
  personNamed(recipient?.emailAddress?.name, recipient?.emailAddress?.address);

/** The address alone where the name says no more than it does: `hana.mori@contoso.com` is Hana Mori. */
export function briefPerson({ name = "", address }: Person): Person | string {
  if (address === undefined) return name;
  const local = foldText(address.slice(0, address.lastIndexOf("@")));
  return wordsOf(foldText(name)).every((word) => local.includes(word)) ? address : { name, address };
}

/**
 * The first people of a list, and its full count if there are more. The names of the others are not looked at: whoever
 * sends a mail can name a thousand, at any length.
 */
export function firstPeople(recipients: readonly GraphRecipient[] | null | undefined, most: number) {
  const all = (recipients ?? []).filter(
    ({ emailAddress }) => emailAddress?.name?.trim() || emailAddress?.address?.trim(),
  );
  return { people: all.slice(0, most).flatMap((one) => personOf(one) ?? []), count: countIfCut(all, most) };
}

export function firstAddresses(recipients: readonly GraphRecipient[] | null | undefined, most: number) {
  const { people, count } = firstPeople(recipients, most);
  return { addresses: people.map(({ name, address }) => address ?? name ?? ""), count };
}
