import { ToolError, type ToolErrorCode } from "#common/errors.ts";
import { cloudTitles } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { type Address, addressIn } from "#common/tools/resource-uri/addresses/read-address.ts";
import type { ResourceKind } from "#common/tools/resource-uri/resource-uri.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";

/** Refusals that may be due to the address. */
const explained: ReadonlySet<ToolErrorCode> = new Set(["not_found", "forbidden", "invalid_input"]);

const byWords = "Search for its words with chat_message_search.";

/** How an item is found otherwise. The readers of the other kinds of links say it themselves. */
const howToFind: Readonly<Partial<Record<ResourceKind, string>>> = {
  "mail-message":
    "Search for it with outlook_email_search; if it is in a shared mailbox, name its owner as mailboxOwnerEmail.",
  "mail-conversation": "Search for one of its messages with outlook_email_search.",
  "calendar-event":
    "Search for it with outlook_calendar_search; if it is in a shared calendar, name its owner as calendarOwnerEmail.",
  "chat-message": byWords,
  "channel-message": byWords,
  "channel-reply": byWords,
  "chat-messages": "Find the chat with teams_list_chats.",
  "channel-messages": "Find the channel with teams_list_channels.",
  "sharing-link": "Search for its name with sharepoint_search.",
};

const ofAnother = "The address names another organisation than the user's own, of which this server reads nothing.";

/**
 * Reads what a uri leads to. If it is an address that a person gave, it must be of the cloud that is read. A refusal is
 * explained by what the address tells: another organisation, and how to find the item otherwise.
 */
export async function explainingAddress<T>(
  { uri, kind }: { uri: string; kind: ResourceKind },
  context: Pick<ToolContext, "cloud" | "tenantId">,
  read: () => Promise<T>,
): Promise<T> {
  const address = addressIn(uri);
  if (address === undefined) return await read();
  checkCloud(address, context);
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ToolError) || !explained.has(error.code)) throw error;
    const isForeign = address.tenantId !== undefined && address.tenantId !== context.tenantId;
    const words = [error.message, isForeign ? ofAnother : undefined, howToFind[kind]];
    throw new ToolError(error.code, words.filter((part) => part !== undefined).join(" "), error.details);
  }
}

function checkCloud(address: Address, { cloud }: Pick<ToolContext, "cloud">): void {
  if (address.cloud === cloud) return;
  throw new ToolError(
    "invalid_input",
    `uri: the address is one of ${cloudTitles[address.cloud]}; this server reads ${cloudTitles[cloud]}. Open it in a ` +
      "browser.",
  );
}
