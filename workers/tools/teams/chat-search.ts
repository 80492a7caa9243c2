import { z } from "zod";
import { searchCursorSchema } from "#workers/tools/paging/search-cursor.ts";
import { walkStateSchema } from "#workers/tools/paging/walk-state.ts";
import { chatQuerySchema } from "./chat-query.ts";
import { scanStateSchema } from "./chat-tasks.ts";

/** The content of a cursor of the chat search. */
export const chatSearchSchema = searchCursorSchema({
  query: chatQuerySchema,
  progress: z.discriminatedUnion("in", [
    z.strictObject({ in: z.literal("ranking"), walk: walkStateSchema(z.number().int().nonnegative()) }),
    z.strictObject({ in: z.literal("chats"), walk: walkStateSchema(scanStateSchema) }),
    /** The list of chats, with Chat.ReadBasic alone. */
    z.strictObject({ in: z.literal("list"), walk: walkStateSchema(z.string()) }),
  ]),
});
export type ChatSearch = z.infer<typeof chatSearchSchema>;
