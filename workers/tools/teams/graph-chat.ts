import { z } from "zod";
import { graphName } from "#workers/tools/text/graph-name.ts";
import { identitySet } from "./graph-chat-message.ts";

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
  lastUpdatedDateTime: z.string().nullish(),
  webUrl: z.string().nullish(),
  members: z.array(graphChatMember).nullish(),
  lastMessagePreview: z
    .object({
      createdDateTime: z.string().nullish(),
      isDeleted: z.boolean().nullish(),
      messageType: z.string().nullish(),
      from: identitySet.nullish(),
    })
    .nullish(),
  viewpoint: z.object({ isHidden: z.boolean().nullish(), lastMessageReadDateTime: z.string().nullish() }).nullish(),
});
export type GraphChat = z.infer<typeof graphChat>;
