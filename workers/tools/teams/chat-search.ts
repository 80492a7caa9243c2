import { z } from "zod";
import { chatQuerySchema } from "./chat-query.ts";
import { scanStateSchema } from "./chat-tasks.ts";

/** A search for chat messages and where it continues: the content of its cursor. */
export const chatSearchSchema = z.object({
  asked: z.record(z.string(), z.string()),
  query: chatQuerySchema,
  /** Place in Microsoft Search's ranking; in a scan, hits that are still to be passed over. */
  from: z.number().int().nonnegative(),
  /** Of a scan. */
  scan: scanStateSchema.optional(),
  /** Where the list of chats goes on, with Chat.ReadBasic alone. */
  listLink: z.string().optional(),
});
export type ChatSearch = z.infer<typeof chatSearchSchema>;
