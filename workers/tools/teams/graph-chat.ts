import { z } from "zod";
import { flags, graphBody, graphName, numbers, texts } from "#workers/tools/graph-values.ts";

const identity = z.object({ ...texts("id", "userIdentityType"), displayName: graphName.nullish() });

/** An author or mention. Exactly one is set. */
const identitySet = z.object({
  user: identity.nullish(),
  application: identity.nullish(),
  device: identity.nullish(),
  conversation: identity.nullish(),
  tag: identity.nullish(),
});
export type GraphIdentitySet = z.infer<typeof identitySet>;

const attachment = z.object({
  ...texts("id", "contentType", "contentUrl"),
  name: graphName.nullish(),
  /** JSON for cards and quoted messages. */
  ...texts("content"),
});
export type GraphChatAttachment = z.infer<typeof attachment>;

const mention = z.object({ mentionText: graphName.nullish(), mentioned: identitySet.nullish() });

/** Graph's `chatMessage`. All fields but the id may be missing or null. */
export const graphChatMessage = z.object({
  id: z.string(),
  ...texts("messageType", "importance", "webUrl", "createdDateTime", "lastEditedDateTime", "deletedDateTime"),
  /** Time of the last change, also by reactions. */
  ...texts("lastModifiedDateTime"),
  subject: graphName.nullish(),
  policyViolation: z.object(texts("dlpAction")).nullish(),
  eventDetail: z.object(texts("@odata.type")).nullish(),
  from: identitySet.nullish(),
  body: graphBody,
  attachments: z.array(attachment).nullish(),
  mentions: z.array(mention).nullish(),
  reactions: z.array(z.object({ ...texts("reactionType"), displayName: graphName.nullish() })).nullish(),
});
export type GraphChatMessage = z.infer<typeof graphChatMessage>;

/** A channel's message with the replies that `$expand=replies` adds. */
export const graphChannelThread = graphChatMessage.extend({
  replies: z.array(graphChatMessage).nullish(),
  ...numbers("replies@odata.count"),
  ...texts("replies@odata.nextLink"),
});
export type GraphChannelThread = z.infer<typeof graphChannelThread>;

/** A preference by which Graph returns the type of system messages, such as those for a renamed chat. */
export const withEvents = ["include-unknown-enum-members"] as const;

/** Graph's `conversationMember` for users of any organisation. */
export const graphChatMember = z.object({
  displayName: graphName.nullish(),
  ...texts("userId", "email"),
  roles: z.array(z.string()).nullish(),
});
export type GraphChatMember = z.infer<typeof graphChatMember>;

/** Graph's `chat` with expanded properties. */
export const graphChat = z.object({
  id: z.string(),
  topic: graphName.nullish(),
  ...texts("chatType", "webUrl"),
  members: z.array(graphChatMember).nullish(),
  lastMessagePreview: z
    .object({
      ...texts("createdDateTime", "messageType"),
      ...flags("isDeleted"),
      from: identitySet.nullish(),
      body: graphBody,
    })
    .nullish(),
  viewpoint: z.object({ ...flags("isHidden"), ...texts("lastMessageReadDateTime") }).nullish(),
});
export type GraphChat = z.infer<typeof graphChat>;
