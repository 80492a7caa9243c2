import { ToolError } from "#common/errors.ts";
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

/** Reads messages in one round trip. Rejects only with errors that concern the whole call. */
export async function readMessages(
  addresses: readonly MessageAddress[],
  graph: ToolContext["graph"],
): Promise<MessageReading[]> {
  if (addresses.length === 0) return [];
  const reads = addresses.map(({ id, place }) => ({
    request: { path: messagePath(place, id), prefer: withEvents, fromCaller: "id" as const },
    schema: graphChatMessage,
  }));
  const results = await graph.getTogether(reads);
  return results.map((result, index) => {
    if (result.status === "fulfilled") return result.value.id === addresses[index]?.id ? result.value : "not found";
    const { reason } = result;
    if (endsCall(reason)) throw reason;
    return reason instanceof ToolError && reason.code === "not_found" ? "not found" : undefined;
  });
}
