import { z } from "zod";
import { graphName } from "#workers/tools/graph-values.ts";

const identity = z.object({
  id: z.string().nullish(),
  displayName: graphName.nullish(),
  userIdentityType: z.string().nullish(),
});

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
  id: z.string().nullish(),
  name: graphName.nullish(),
  contentType: z.string().nullish(),
  contentUrl: z.string().nullish(),
  /** JSON for cards and quoted messages. */
  content: z.string().nullish(),
});
export type GraphChatAttachment = z.infer<typeof attachment>;

const body = z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish();

const mention = z.object({ mentionText: graphName.nullish(), mentioned: identitySet.nullish() });

/** Graph's `chatMessage`. All fields but the id may be missing or null. */
export const graphChatMessage = z.object({
  id: z.string(),
  replyToId: z.string().nullish(),
  messageType: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  /** Time of the last change, also by reactions. */
  lastModifiedDateTime: z.string().nullish(),
  lastEditedDateTime: z.string().nullish(),
  deletedDateTime: z.string().nullish(),
  subject: graphName.nullish(),
  importance: z.string().nullish(),
  webUrl: z.string().nullish(),
  policyViolation: z.object({ dlpAction: z.string().nullish() }).nullish(),
  eventDetail: z.object({ "@odata.type": z.string().nullish() }).nullish(),
  from: identitySet.nullish(),
  body,
  attachments: z.array(attachment).nullish(),
  mentions: z.array(mention).nullish(),
  reactions: z.array(z.object({ reactionType: z.string().nullish(), displayName: graphName.nullish() })).nullish(),
});
export type GraphChatMessage = z.infer<typeof graphChatMessage>;

/** A channel's message with the replies that `$expand=replies` adds. */
export const graphChannelThread = graphChatMessage.extend({
  replies: z.array(graphChatMessage).nullish(),
  "replies@odata.count": z.number().nullish(),
  "replies@odata.nextLink": z.string().nullish(),
});
export type GraphChannelThread = z.infer<typeof graphChannelThread>;

/** A preference by which Graph returns the type of system messages, such as those for a renamed chat. */
export const withEvents = ["include-unknown-enum-members"] as const;

/** Graph's `conversationMember` for users of any organisation. */
export const graphChatMember = z.object({
  displayName: graphName.nullish(),
  userId: z.string().nullish(),
  email: z.string().nullish(),
  roles: z.array(z.string()).nullish(),
});
export type GraphChatMember = z.infer<typeof graphChatMember>;

/** Graph's `chat` with expanded properties. */
export const graphChat = z.object({
  id: z.string(),
  topic: graphName.nullish(),
  chatType: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  webUrl: z.string().nullish(),
  members: z.array(graphChatMember).nullish(),
  lastMessagePreview: z
    .object({
      createdDateTime: z.string().nullish(),
      isDeleted: z.boolean().nullish(),
      messageType: z.string().nullish(),
      from: identitySet.nullish(),
      body,
    })
    .nullish(),
  viewpoint: z.object({ isHidden: z.boolean().nullish(), lastMessageReadDateTime: z.string().nullish() }).nullish(),
});
export type GraphChat = z.infer<typeof graphChat>;
