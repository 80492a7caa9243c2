import { parseResourceUri, resourceKinds } from "#common/tools/resource-uri/resource-uri.ts";
import type { McpClient } from "#test/support/mcp-clients.ts";
import { outputOf } from "#test/support/tool-answers.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { formatResourceUri } from "#workers/tools/format-resource-uri.ts";

interface Lead {
  tool: string;
  args: Question;
  /** The first link of each form in the answer is read. */
  forms: readonly RegExp[];
}

const mailMessage = /^mail:\/\/\/messages\/[^/]+$/;
const event = /^calendar:/;
const file = /^file:/;
const webAddress = /^https:\/\/[^/]+sharepoint\.com\//;
const chatForms = [/^teams:\/\/\/chats\/[^/]+\/messages$/, /^teams:\/\/\/chats\/[^/]+\/messages\/[^/]+$/];
const channelForms = [/\/channels\/[^/]+\/messages$/, /\/channels\/[^/]+\/messages\/[^/]+$/, /\/replies\//];

const leads: readonly Lead[] = [
  { tool: "outlook_email_search", args: { query: "harvest offer" }, forms: [mailMessage] },
  { tool: "outlook_email_search", args: { query: "subject:closing hasattachments:true" }, forms: [mailMessage] },
  { tool: "outlook_email_search", args: { mailboxOwnerEmail: "info@aozora-coffee.example" }, forms: [/\?owner=/] },
  { tool: "outlook_calendar_search", args: { query: "cupping" }, forms: [event] },
  {
    tool: "outlook_calendar_search",
    args: { query: '"Kyoto roastery weekly"', afterDateTime: "30 days ago", beforeDateTime: "now" },
    forms: [event],
  },
  { tool: "sharepoint_search", args: { query: "fire permit", detail: "full" }, forms: [file, webAddress] },
  { tool: "sharepoint_search", args: { query: "filename:Opening", fileType: "csv" }, forms: [file] },
  {
    tool: "sharepoint_search",
    args: { query: "title:Kyoto", fileType: "aspx", detail: "full" },
    forms: [/^page:/, webAddress],
  },
  ...["pdf", "docx", "xlsx", "pptx"].map((fileType) => ({
    tool: "sharepoint_search",
    args: { query: "*", fileType },
    forms: [file],
  })),
  {
    tool: "sharepoint_search",
    args: { query: "power line", fileType: "list", detail: "full" },
    forms: [/^list:/, webAddress],
  },
  { tool: "sharepoint_search", args: { query: "purchases", fileType: "list" }, forms: [/^list:[^?]*\/lists\/[^/]+$/] },
  { tool: "sharepoint_folder_search", args: { name: "permit", detail: "full" }, forms: [file, webAddress] },
  { tool: "chat_message_search", args: { query: "electrician", detail: "full" }, forms: chatForms },
  { tool: "chat_message_search", args: { query: "fire permit", detail: "full" }, forms: channelForms },
  { tool: "chat_message_search", args: { query: "inspection", detail: "full" }, forms: channelForms },
  { tool: "onenote_search", args: { query: "huila" }, forms: [/^onenote:\/\/\/pages/] },
  {
    tool: "onenote_search",
    args: { site: "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery" },
    forms: [/siteId=/],
  },
  { tool: "read_resource", args: { uri: "onenote:///notebooks" }, forms: [/^onenote:\/\/\/notebooks\/[^?]+$/] },
  { tool: "tasks_search", args: { query: "cupping notes" }, forms: [/^todo:/] },
  { tool: "tasks_search", args: { query: "three-phase" }, forms: [/^planner:/] },
  { tool: "read_resource", args: { uri: "mail:///folders" }, forms: [/^mail:\/\/\/folders\/[^?]+$/] },
];

/** What is read for the links in it. */
const holders = [
  /^mail:\/\/\/messages/,
  event,
  /^onenote:\/\/\/(?:notebooks|pages)\//,
  /\/channels\/[^/]+\/messages\//,
];

/** Of the own mailbox: such a link does not name another's. */
const inOutlook = /^https:\/\/outlook\.office365\.com\/owa\//;

/** Links that only the reading of something else gives. */
const deeperForms = [
  /\/attachments\//,
  /^meeting-transcript:/,
  /^meeting-recap:/,
  /^https:\/\/teams\.microsoft\.com\/l\/meetup-join\//,
  /^https:\/\/teams\.microsoft\.com\/l\/message\//,
  /^onenote:\/\/\/sections\//,
  /^https:\/\/[^/]+\/personal\/[^?]+\?wd=/,
  /^onenote:\/\/\/sectionGroups\//,
];

function linksIn(output: unknown, forms: readonly RegExp[]): string[] {
  const links = [
    ...JSON.stringify(output).matchAll(
      /"(?:uri|chatUri|webUrl|webLink|onlineMeetingUrl|meetingTranscriptUrl|meetingRecapUrl)":"([^"]+)"/g,
    ),
  ];
  return forms.flatMap((form) => links.map(([, link = ""]) => link).find((link) => form.test(link)) ?? []);
}

/** The conversation of a message that search gave. */
const conversationOf = (messageUri: string) => messageUri.replace(/(?=\?|$)/, "/conversation");

/** The conversation by its own id, which search gives with all fields. */
const conversationsIn = (output: unknown) =>
  [...JSON.stringify(output).matchAll(/"conversationId":"([^"]+)"/g)].map(([, conversationId = ""]) =>
    formatResourceUri({ kind: "mail-conversation", conversationId, owner: undefined }),
  );

/** A file by its path, where search gave its id. */
const byPath = (fileUri: string) => `${fileUri.split("/").slice(0, 4).join("/")}/General/Opening%20plan.md`;

/**
 * What the person reads, by a uri of every kind, out of what they find.
 * @throws when no uri of some kind can be found
 */
export async function resourcesToRead(client: Pick<McpClient, "call">): Promise<Question[]> {
  const uris = new Set(["mail:///folders", "mail:///folders/Inbox", "onenote:///notebooks"]);
  for (const { tool, args, forms } of leads) {
    for (const link of linksIn(await outputOf(client, tool, args), forms)) uris.add(link);
  }
  for (const uri of [...uris].filter((one) => holders.some((form) => form.test(one)))) {
    const sought = uri.includes("owner=") ? deeperForms : [...deeperForms, inOutlook];
    for (const link of linksIn(await outputOf(client, "read_resource", { uri }), sought)) uris.add(link);
  }
  for (const uri of [...uris].filter((one) => mailMessage.test(one)).slice(0, 1)) uris.add(conversationOf(uri));
  const mails = await outputOf(client, "outlook_email_search", { query: "harvest offer", detail: "full" });
  for (const uri of conversationsIn(mails).slice(0, 1)) uris.add(uri);
  const opening = linksIn(await outputOf(client, "sharepoint_search", { query: "filename:Opening" }), [file]);
  for (const uri of opening) uris.add(byPath(uri));
  const missing = resourceKinds.filter((kind) => ![...uris].some((uri) => parseResourceUri(uri).kind === kind));
  if (missing.length > 0) throw new Error(`nothing to read of the kinds ${missing.join(", ")}`);
  return [...uris].map((uri) => ({ uri }));
}

/** What a question is about, without the ids of one run. */
export function nameOf(question: Question): string {
  return typeof question.uri === "string" ? parseResourceUri(question.uri).kind : JSON.stringify(question);
}
