import type { ResourceKind } from "#common/tools/resource-uri/resource-uri.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";
import { sharedMailbox } from "./shared-mailbox.ts";

/** Calls a tool as Yuki Sato and gives its whole answer as JSON text. */
export type AskForJson = (tool: string, args: Record<string, unknown>) => Promise<string>;

interface Form {
  /** In words. */
  form: string;
  /** Of a link, what it leads to. */
  kind?: string;
  /** The uri of one such resource, as a person comes by it: out of the answer of another tool. */
  find(ask: AskForJson): Promise<string>;
  /** What must stand in what `read_resource` answers, as JSON. */
  answers: RegExp;
}

export interface ResourceForm extends Form {
  /** What `read_resource` calls it. */
  kind: string;
}

/** The first thing of this pattern in an answer; its first group where it has one. */
async function taken(answer: Promise<string>, pattern: RegExp): Promise<string> {
  const text = await answer;
  const found = pattern.exec(text);
  const uri = found?.[1] ?? found?.[0];
  if (uri === undefined) throw new Error(`nothing like ${pattern} in ${text.slice(0, 1_000)}`);
  return uri;
}

const read = async (ask: AskForJson, uri: Promise<string>) => ask("read_resource", { uri: await uri });
const chatHit = (ask: AskForJson, query: string) => ask("chat_message_search", { query, limit: 25 });
const aMail = (ask: AskForJson, query: string) =>
  taken(ask("outlook_email_search", { query, limit: 1 }), /mail:\/\/\/messages\/[^/"]+/);
const aFile = (ask: AskForJson, query: string) =>
  taken(ask("sharepoint_search", { query, limit: 1 }), /file:\/\/\/[^"]+/);
const heldMeeting = (ask: AskForJson) =>
  taken(
    ask("outlook_calendar_search", {
      query: "subject:Kyoto",
      afterDateTime: "30 days ago",
      beforeDateTime: "7 days ago",
      order: "oldest",
      limit: 1,
    }),
    /calendar:\/\/\/events\/[^"]+/,
  );
const aChatMessage = (ask: AskForJson) =>
  taken(chatHit(ask, "electrician"), /teams:\/\/\/chats\/[^/"]+\/messages\/\d+/);
const aRootMessage = (ask: AskForJson) =>
  taken(chatHit(ask, "granted"), /teams:\/\/\/teams\/[^/"]+\/channels\/[^/"]+\/messages\/\d+(?=")/);
const conversationOf = (messageUri: string) => messageUri.replace(/(?=\?|$)/, "/conversation");
const withoutLastPart = (uri: string) => uri.slice(0, uri.lastIndexOf("/"));
const aTranscript = (ask: AskForJson) => taken(read(ask, heldMeeting(ask)), /meeting-transcript:\/\/\/events\/[^"]+/);
const aSharedMail = (ask: AskForJson) =>
  taken(
    ask("outlook_email_search", { query: "subject:pallets", mailboxOwnerEmail: sharedMailbox, limit: 1 }),
    /mail:\/\/\/messages\/[^/"]+\?owner=[^"]+/,
  );
const foldersShared = `mail:///folders/?owner=${encodeURIComponent(sharedMailbox)}`;
/** The uri of the inbox by its id, out of a list of folders. */
const inboxIn = (ask: AskForJson, folders: string) =>
  taken(read(ask, Promise.resolve(folders)), /"uri":"(mail:\/\/\/folders\/[^"]+)","path":"Inbox"/);

const aList = /list:\/\/\/sites\/[^/"]+\/lists\/[^/"]+(?=")/;
const aRow = /list:\/\/\/[^"]+\/items\/\d+/;
const kyotoSite = "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery";
const siteOfNotes = (ask: AskForJson) =>
  taken(ask("onenote_search", { site: kyotoSite }), /onenote:\/\/\/pages\/[^"]+siteId=([^"]+)/);
const aNotebook = (ask: AskForJson) =>
  taken(ask("read_resource", { uri: "onenote:///notebooks" }), /onenote:\/\/\/notebooks\/[^"]+/);

/** Each form of uri that `read_resource` takes. */
const forms: Readonly<Record<ResourceKind, readonly Form[]>> = {
  "mail-message": [
    { form: "a mail message", find: (ask) => aMail(ask, 'subject:"Arrival notice"'), answers: /MV Aoi Maru 118W/ },
    { form: "a mail message of a shared mailbox", find: aSharedMail, answers: /stand at gate seven/ },
    {
      form: "a mail message by its address in Outlook",
      find: (ask) => taken(read(ask, aMail(ask, 'subject:"Arrival notice"')), /"webLink":"([^"]+)"/),
      answers: /"uri":"mail:\/\/\/messages\/.*MV Aoi Maru 118W/s,
    },
  ],
  "mail-attachment": [
    {
      form: "a mail attachment",
      find: (ask) =>
        taken(
          read(ask, aMail(ask, "subject:closing hasattachments:true")),
          /mail:\/\/\/messages\/[^"]+\/attachments\/[^"]+/,
        ),
      answers: /at most \**five/,
    },
    {
      form: "a mail attachment of a shared mailbox",
      find: (ask) => taken(read(ask, aSharedMail(ask)), /mail:\/\/\/messages\/[^"]+\/attachments\/[^"?]+\?owner=[^"]+/),
      answers: /P-701,seven/,
    },
  ],
  "mail-conversation": [
    {
      form: "a conversation",
      find: async (ask) => {
        const hit = ask("outlook_email_search", { query: 'subject:"Arrival notice"', limit: 1, detail: "full" });
        const conversationId = await taken(hit, /"conversationId":"([^"]+)"/);
        return formatResourceUri({ kind: "mail-conversation", conversationId, owner: undefined });
      },
      answers: /MV Aoi Maru 118W.*通関書類は私が準備します.*18 °C is perfect/s,
    },
  ],
  "mail-message-conversation": [
    {
      form: "the conversation of a message",
      find: async (ask) => conversationOf(await aMail(ask, 'subject:"Arrival notice"')),
      answers: /MV Aoi Maru 118W.*通関書類は私が準備します.*18 °C is perfect/s,
    },
    {
      form: "the conversation of a message in a shared mailbox",
      find: async (ask) => conversationOf(await aSharedMail(ask)),
      answers: /stand at gate seven/,
    },
  ],
  "mail-folders": [
    { form: "the list of mail folders", find: async () => "mail:///folders/", answers: /"path":"Inbox/ },
    {
      form: "the list of mail folders of a shared mailbox",
      find: async () => foldersShared,
      answers: /folders\/[^"]+\?owner=info%40[^"]+","path":"Inbox"/,
    },
  ],
  "mail-folder": [
    { form: "a mail folder", find: async () => "mail:///folders/Inbox", answers: /Arrival notice MV Aoi Maru/ },
    {
      form: "a mail folder by its id",
      find: (ask) => inboxIn(ask, "mail:///folders/"),
      answers: /Arrival notice MV Aoi Maru/,
    },
    {
      form: "a mail folder of a shared mailbox",
      find: (ask) => inboxIn(ask, foldersShared),
      answers: /Pallets for the counter/,
    },
  ],
  "calendar-event": [
    { form: "a calendar event", find: heldMeeting, answers: /"subject":"Kyoto roastery weekly".*hiring/s },
    {
      form: "a calendar event by its address in Outlook",
      find: (ask) => taken(read(ask, heldMeeting(ask)), /"webLink":"([^"]+)"/),
      answers: /"uri":"calendar:\/\/\/events\/.*"subject":"Kyoto roastery weekly"/s,
    },
    {
      form: "a calendar event of a shared mailbox",
      find: (ask) =>
        taken(
          ask("outlook_calendar_search", { query: "inventory", calendarOwnerEmail: sharedMailbox, limit: 1 }),
          /calendar:\/\/\/events\/[^"]+\?owner=[^"]+/,
        ),
      answers: /"subject":"Counter inventory".*cups on shelf nine/s,
    },
  ],
  "meeting-link": [
    {
      form: "a link to join a meeting",
      kind: "calendar-event",
      find: (ask) => taken(read(ask, heldMeeting(ask)), /"onlineMeetingUrl":"([^"]+)"/),
      answers: /"uri":"calendar:\/\/\/events\/.*"subject":"Kyoto roastery weekly/s,
    },
  ],
  "meeting-transcript": [
    { form: "a meeting transcript", find: aTranscript, answers: /Let us start with the permits/ },
    {
      form: "a meeting transcript without times, which is the last one",
      find: async (ask) => (await aTranscript(ask)).replace(/\?.*/, ""),
      answers: /the opening stays in eight weeks/,
    },
  ],
  "meeting-recap": [
    {
      form: "the recap of a meeting",
      find: (ask) => taken(read(ask, heldMeeting(ask)), /meeting-recap:\/\/\/events\/[^"]+/),
      answers: /"recordings":\[.*What was discussed: Good morning/s,
    },
  ],
  file: [
    {
      form: "a file by its id",
      find: (ask) => aFile(ask, 'filename:"Opening budget"'),
      answers: /Probat P12.*9800000/,
    },
    {
      form: "a file by its path",
      find: async (ask) => {
        const drive = await taken(aFile(ask, 'filename:"Opening budget"'), /file:\/\/\/[^/]+/);
        return `${drive}/General/Opening%20budget.csv`;
      },
      answers: /Probat P12.*9800000/,
    },
    {
      form: "a folder",
      find: (ask) => taken(ask("sharepoint_folder_search", { name: "Fire department" }), /file:\/\/\/[^"]+/),
      answers: /Fire permit 2026-118\.html/,
    },
  ],
  "sharing-link": [
    {
      form: "a sharing link",
      kind: "file",
      find: (ask) =>
        taken(
          ask("sharepoint_search", { query: 'filename:"Opening budget"', limit: 1, detail: "full" }),
          /"webUrl":"([^"]+)"/,
        ),
      answers: /Probat P12.*9800000/,
    },
  ],
  page: [
    {
      form: "a page",
      find: (ask) => taken(ask("sharepoint_search", { query: "roaster", fileType: "aspx" }), /page:\/\/\/[^"]+/),
      answers: /Where we stand/,
    },
  ],
  list: [
    {
      form: "a list",
      find: (ask) => taken(ask("sharepoint_search", { query: "purchases", fileType: "list" }), aList),
      answers: /"Due Date".*Three-phase power line/s,
    },
  ],
  "list-item": [
    {
      form: "a row of a list",
      find: (ask) => taken(ask("sharepoint_search", { query: "electrician", fileType: "list" }), aRow),
      answers: /Status: Open.*The electrician comes on Thursday/s,
    },
  ],
  "list-link": [
    {
      form: "a list by its address in SharePoint",
      kind: "list",
      find: async () => `${kyotoSite}/Lists/Opening%20purchases/AllItems.aspx?viewid=1`,
      answers: /"uri":"list:\/\/\/.*Three-phase power line/s,
    },
  ],
  "chat-messages": [
    {
      form: "the messages of a chat",
      find: async (ask) => withoutLastPart(await aChatMessage(ask)),
      answers: /electrician confirmed/,
    },
  ],
  "chat-message": [{ form: "a chat message", find: aChatMessage, answers: /electrician confirmed/ }],
  "channel-messages": [
    {
      form: "the messages of a channel",
      find: async (ask) => withoutLastPart(await aRootMessage(ask)),
      answers: /fire permit 2026-118 is granted/,
    },
  ],
  "channel-message": [
    { form: "a channel message", find: aRootMessage, answers: /fire permit 2026-118 is granted/ },
    {
      form: "a channel message by its address in Teams",
      find: (ask) => taken(read(ask, aRootMessage(ask)), /"webUrl":"(https:\/\/teams[^"]+)"/),
      answers: /"uri":"teams:\/\/\/teams\/.*fire permit 2026-118 is granted/s,
    },
  ],
  "channel-reply": [
    {
      form: "a channel reply",
      find: (ask) => taken(chatHit(ask, "inspection"), /teams:\/\/\/teams\/[^"]+\/replies\/\d+/),
      answers: /When is the first inspection/,
    },
  ],
  "onenote-notebooks": [
    { form: "the notebooks", find: async () => "onenote:///notebooks", answers: /"name":"Private"/ },
    {
      form: "the notebooks of a site",
      find: async (ask) => `onenote:///notebooks?siteId=${await siteOfNotes(ask)}`,
      answers: /"name":"Kyoto Roastery Notebook"/,
    },
  ],
  "onenote-notebook": [{ form: "a notebook", find: aNotebook, answers: /"name":"Diary"/ }],
  "onenote-section-group": [
    {
      form: "a group of sections",
      find: (ask) => taken(read(ask, aNotebook(ask)), /onenote:\/\/\/sectionGroups\/[^"]+/),
      answers: /"name":"2024"/,
    },
  ],
  "onenote-section": [
    {
      form: "a section",
      find: (ask) => taken(read(ask, aNotebook(ask)), /onenote:\/\/\/sections\/[^"]+/),
      answers: /"title":"My review /,
    },
  ],
  "onenote-page": [
    {
      form: "a page of a notebook",
      find: (ask) => taken(ask("onenote_search", { query: "review" }), /onenote:\/\/\/pages\/[^"]+/),
      answers: /What I want to say/,
    },
    {
      form: "a page in a site",
      find: (ask) => taken(ask("onenote_search", { site: kyotoSite }), /onenote:\/\/\/pages\/[^"]+/),
      answers: /The ribbon is red/,
    },
  ],
  "note-link": [
    {
      form: "a page by its address in OneNote",
      kind: "onenote-page",
      find: (ask) =>
        taken(
          read(ask, taken(ask("onenote_search", { query: "review" }), /onenote:\/\/\/pages\/[^"]+/)),
          /"webUrl":"([^"]+wd=[^"]+)"/,
        ),
      answers: /"uri":"onenote:\/\/\/pages\/.*What I want to say/s,
    },
    {
      form: "a section of a site by its address in the OneNote app",
      kind: "onenote-section",
      find: async () => `onenote:${kyotoSite}/Shared%20Documents/Kyoto%20Roastery%20Notebook/Meetings.one#&end`,
      answers: /"uri":"onenote:\/\/\/sections\/[^"]+siteId=.*Kick-off of the opening/s,
    },
  ],
  "todo-task": [
    {
      form: "a task of To Do",
      find: (ask) => taken(ask("tasks_search", { query: "raise" }), /todo:\/\/\/[^"]+/),
      answers: /Ask for a raise.*Before the review/s,
    },
  ],
  "planner-task": [
    {
      form: "a task of Planner",
      find: (ask) => taken(ask("tasks_search", { query: "customs" }), /planner:\/\/\/[^"]+/),
      answers: /Clear customs for the roaster.*Kyoto opening/,
    },
  ],
};

export const resourceForms: readonly ResourceForm[] = Object.entries(forms).flatMap(([kind, ofKind]) =>
  ofKind.map((form) => ({ kind, ...form })),
);
