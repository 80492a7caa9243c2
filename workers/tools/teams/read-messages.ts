import { ToolError } from "#common/errors.ts";
import { mapAtOnce } from "#workers/tools/map-at-once.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatPlace, messagePath } from "./chat-place.ts";
import { type GraphChatMessage, graphChatMessage, withEvents } from "./graph-chat-message.ts";
import { endsCall } from "./teams-access.ts";

/** A message to be read. */
export interface MessageAddress {
  id: string;
  place: ChatPlace;
}

/** The message, whether there is none at this address, or nothing where it could not be read for another reason. */
export type MessageReading = GraphChatMessage | "not found" | undefined;

/** Reads messages, several in a request. Rejects only with errors that concern the whole call. */
export async function readMessages(
  addresses: readonly MessageAddress[],
  graph: ToolContext["graph"],
): Promise<MessageReading[]> {
  return await mapAtOnce(addresses, 2, async ({ id, place }) => {
    try {
      const request = { path: messagePath(place, id), prefer: withEvents, fromCaller: "id" as const };
      const message = await graph.get(request, graphChatMessage);
      return message.id === id ? message : "not found";
    } catch (error) {
      if (endsCall(error)) throw error;
      return error instanceof ToolError && error.code === "not_found" ? "not found" : undefined;
    }
  });
}
