import type { ResourceUri } from "#common/tools/resource-uri/resource-uri.ts";
import type { CompositeName } from "#gateway/composites/composites.ts";
import type { FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import { type AskedTool, askedTools } from "#test/tools/tools.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";

export interface OwnCall {
  tool: string;
  args: Record<string, unknown>;
  /** What the address must name for it. */
  query?: string;
}

/** A tool by its name, or what `read_resource` reads. */
export type CallName = keyof Awaited<ReturnType<typeof ownCalls>>;

const kyotoSite = "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery";
const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

/**
 * A call of every tool, composite or not, and of every kind of resource, that a person of the demo company can make:
 * what is read is theirs.
 * @param word stands in all that is theirs, and is what searches look for
 */
export async function ownCalls(control: FakeControl, userId: string, word = "mine") {
  const text = `Only ${word}.`;
  const [mail, event, chat, own, site, task, { teamId }, note, siteNote] = await Promise.all([
    control.addMessage(userId, { subject: `Only ${word}`, text }),
    control.addEvent(userId, {
      subject: `Only ${word}`,
      startDateTime: minutesFromNow(60),
      endDateTime: minutesFromNow(90),
    }),
    control.addChatMessage(userId, { html: `<p>${text}</p>`, withUserId: userId }),
    control.addFile(userId, { path: "own.txt", text }),
    control.addFile(userId, { path: `${userId}.txt`, text: "Ours.", site: "kyoto-roastery", sharedWith: [userId] }),
    control.addTask(userId, { title: `Only ${word}` }),
    control.joinTeam(userId, "Kyoto Roastery"),
    control.addNotePage(userId, { title: `Only ${word}`, html: `<p>${text}</p>` }),
    control.addNotePage(userId, { title: "Ours", html: `<p>${text}</p>`, site: "kyoto-roastery" }),
  ]);
  const call = (tool: string, args: Record<string, unknown> = {}): OwnCall => ({ tool, args });
  const named = (tool: CompositeName, args: Record<string, unknown>) => ({
    ...call(tool, args),
    query: `?tools=${tool}`,
  });
  const read = (resource: ResourceUri) => call("read_resource", { uri: formatResourceUri(resource) });
  const ofTool = ([tool, { ownCall }]: (typeof askedTools)[number]) => [tool, call(tool, ownCall({ word, teamId }))];
  const tools: Record<AskedTool, OwnCall> = Object.fromEntries(askedTools.map(ofTool));
  const composites = {
    search: named("search", { query: word }),
    fetch: named("fetch", { id: formatResourceUri({ kind: "mail-message", messageId: mail.id }) }),
  } satisfies Record<CompositeName, OwnCall>;
  return {
    ...tools,
    ...composites,
    "a mail": read({ kind: "mail-message", messageId: mail.id }),
    "a mail's address": call("read_resource", { uri: `https://outlook.office.com/mail/inbox/id/${mail.id}` }),
    "a conversation": read({ kind: "mail-message-conversation", messageId: mail.id }),
    "an event": read({ kind: "calendar-event", eventId: event.id }),
    "a chat's address": call("read_resource", {
      uri: `https://teams.microsoft.com/l/message/${chat.chatId}/${chat.id}`,
    }),
    "a chat": read({ kind: "chat-message", chatId: chat.chatId ?? "", messageId: chat.id }),
    "an own file": read({ kind: "file", driveId: own.driveId, path: [own.itemId] }),
    "a site's file": read({ kind: "file", driveId: site.driveId, path: [site.itemId] }),
    "a note": read({ kind: "onenote-page", pageId: note.id }),
    "a site's note": read({ kind: "onenote-page", pageId: siteNote.id, siteId: siteNote.siteId }),
    "a site's list": call("read_resource", { uri: `${kyotoSite}/Lists/Opening%20purchases` }),
    "a task": read({ kind: "todo-task", listId: task.listId, taskId: task.id }),
  };
}
