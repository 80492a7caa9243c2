import { ToolError } from "#common/errors.ts";
import { endsCall } from "#workers/tools/optional-request.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type ChatPlace, messagePath } from "./chat-place.ts";
import { type GraphChatMessage, graphChatMessage, withEvents } from "./graph-chat-message.ts";

/** A message to be read. */
export interface MessageAddress {
  id: string;
  place: ChatPlace;
}

/** The message, whether there is none at this address, or nothing where it could not be read for another reason. */
export type MessageReading = GraphChatMessage | "not found" | undefined;

/** Whether Graph has no such message, or none with such an id in this place, as when a reply is read as a root. */
export function isNotThere(error: unknown): boolean {
  return error instanceof ToolError && (error.code === "not_found" || error.code === "invalid_input");
}

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
    return isNotThere(reason) ? "not found" : undefined;
  });
}
