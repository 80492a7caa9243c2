import { expect } from "vitest";
import { readSettings } from "#common/settings.ts";
import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { resourcesToRead } from "#test/bench/round-trips/resources-to-read.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import type { FakeControl } from "#test/fake-tenant/control/fake-control.ts";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { storyChannels } from "#test/fake-tenant/data/story/story-teams.ts";
import type { LoggedRequest } from "#test/fake-tenant/world/request-log.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { pngFile } from "#test/support/pictures/png-file.ts";
import { workerOnlySettings } from "#test/support/service-settings.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { manyRetrievals, tenantsFile } from "#test/support/tenants-file.ts";
import { outputOf, personNamed } from "#test/support/tool-answers.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { toolTests } from "#test/tools/tools.ts";
import { workerSettings } from "#workers/config.ts";
import { allRequests, findRequest } from "#workers/graph/known-requests.ts";
import { askTools } from "#workers/graph-check/ask-tools.ts";
import { openGraph } from "#workers/graph-check/open-graph.ts";
import { personsToken } from "#workers/graph-check/read-token.ts";
import { createAsk, createSamples } from "#workers/graph-check/samples.ts";

/** What tools sent, by the row of the table: the names of query options, and those of each request. */
type Sent = Map<string, { query: Set<string>; forms: Set<string> }>;

const keyOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const formOf = (names: readonly string[]) => [...new Set(names)].sort().join(" ");
/** Only in links that Graph gave. */
const ofLinks = ["$skiptoken", "$deltatoken"];

function note(sent: Sent, { method, path }: LoggedRequest): void {
  const url = new URL(path, "https://graph.test");
  const names = [...url.searchParams.keys()];
  if (names.some((name) => ofLinks.includes(name))) return;
  const segments = url.pathname.split("/").slice(2).map(decodeURIComponent);
  const row = findRequest({ method, path: segments }) ?? allRequests.find((one) => one.path === segments.join("/"));
  const key = row === undefined ? `in no table: ${method} ${url.pathname}` : keyOf(row);
  const { query, forms } = sent.get(key) ?? { query: new Set(), forms: new Set() };
  sent.set(key, { query: new Set([...query, ...names]), forms: forms.add(formOf(names)) });
}

/** What each of these tools answers by the user's own zone. */
const datedQuestions = [
  { tool: "outlook_email_search", question: { afterDateTime: "yesterday" } },
  { tool: "outlook_calendar_search", question: { afterDateTime: "yesterday" } },
  { tool: "find_meeting_availability", question: { participants: [] } },
  { tool: "outlook_find_available_time", question: {} },
  { tool: "get_me", question: {} },
  { tool: "chat_message_search", question: { query: "electrician", afterDateTime: "yesterday" } },
  { tool: "sharepoint_search", question: { query: "permit", afterDateTime: "yesterday" } },
  { tool: "onenote_search", question: { afterDateTime: "yesterday" } },
  { tool: "tasks_search", question: { afterDateTime: "yesterday" } },
  { tool: "sharepoint_folder_search", question: { name: "permit" } },
  { tool: "teams_list_chats", question: {} },
  { tool: "teams_list_channel_messages", question: storyChannels.kyotoGeneral },
] as const;

/** The mailbox of a colleague who shares the Inbox alone, with a message and its attachment. */
async function shareInbox(control: FakeControl, { id: userId, tenantId }: DirectoryUser): Promise<string> {
  const owner = await control.addUser({ tenantId, alias: "rin.sato", displayName: "Rin Sato" });
  const attachments = [{ name: "a.txt", contentType: "text/plain", text: "plan" }];
  await control.addMessage(owner.id, { subject: "For the team", attachments });
  await control.shareFolder(owner.id, userId, "Inbox");
  return owner.userPrincipalName;
}

/** That message, its attachment and its conversation. */
async function sharedInboxToRead(client: McpClient, mailboxOwnerEmail: string): Promise<{ uri: string }[]> {
  const { messages } = await outputOf(client, "outlook_email_search", { mailboxOwnerEmail });
  const message = uriIn(messages);
  const read = await outputOf(client, "read_resource", { uri: message });
  const { attachments: listed } = read.message as { attachments: unknown };
  return [{ uri: message }, { uri: uriIn(listed) }, { uri: message.replace("?", "/conversation?") }];
}

/** Pictures in a message of a chat, in the first message of a thread, and in a reply. */
async function pastedPictures(control: FakeControl, userId: string): Promise<{ uri: string }[]> {
  const pictures = [{ contentType: "image/png", base64: pngFile({ width: 1, height: 1 }).toString("base64") }];
  const line = { html: "See", pictures };
  const inChat = await control.addChatMessage(userId, { ...line, withUserId: userId });
  const channel = "Kyoto Roastery/General";
  const { id, teamId, channelId = "" } = await control.addChatMessage(userId, { ...line, channel });
  const reply = await control.addChatMessage(userId, { ...line, channel, replyTo: id });
  const root = `teams:///teams/${teamId}/channels/${encodeURIComponent(channelId)}/messages/${id}`;
  return [
    { uri: `teams:///chats/48%3Anotes/messages/${inChat.id}?picture=1` },
    { uri: `${root}?picture=1` },
    { uri: `${root}/replies/${reply.id}?picture=1` },
  ];
}

const uriIn = (output: unknown): string => /"uri":"([^"]+)"/.exec(JSON.stringify(output))?.[1] ?? "";

const anyGuid = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";

/** What is asked of OneNote for long lists, for too many sections, and in a site. */
async function askForNotes(
  client: McpClient,
  control: FakeControl,
  { ask, siteId }: { ask: (tool: ToolName, asked: readonly Question[]) => Promise<void>; siteId: string },
): Promise<void> {
  const value = Array.from({ length: 100 }, (_unused, at) => ({ id: `1-${at}`, title: "Diary", displayName: "Diary" }));
  const giveLongList = (pathPattern: string) =>
    control.addRule({ door: "graph", match: { pathPattern }, times: 1, response: { status: 200, body: { value } } });
  const kyoto = "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery";
  const wd = `wd=${encodeURIComponent(`target(Meetings.one|${anyGuid}/Kick-off of the opening|${anyGuid}/)`)}`;
  await ask("read_resource", [
    { uri: `${kyoto}/SiteAssets/Notebook?${wd}` },
    { uri: `${kyoto}/SiteAssets/Notebook/Meetings.one` },
    { uri: `${new URL("/", kyoto).href}SiteAssets/Notebook/Meetings.one` },
    { uri: "https://aozora-coffee-my.sharepoint.com/personal/hana/Documents/Notebooks/Sourcing/Trips.one" },
  ]);
  await ask("onenote_search", [{ site: new URL("/", kyoto).href }]);
  for (const site of [{}, { site: kyoto }]) {
    await giveLongList("/onenote/pages\\?");
    await ask("onenote_search", [{ ...site, query: "huila", notebook: "Sourcing" }]);
  }
  await control.setBehaviour({ onenoteMaxSections: 0 });
  await ask("onenote_search", [{ query: "huila" }, { site: kyoto }, { site: kyoto, query: "opening" }]);
  for (const place of ["", `?siteId=${encodeURIComponent(siteId)}`]) {
    const notebooks = `onenote:///notebooks${place}`;
    const notebook = uriIn((await outputOf(client, "read_resource", { uri: notebooks })).notes);
    const section = uriIn((await outputOf(client, "read_resource", { uri: notebook })).notes);
    const lists = { [notebooks]: "/onenote/notebooks\\?", [section]: "/sections/[^/]+/pages\\?" };
    for (const [uri, pathPattern] of Object.entries(lists)) {
      await giveLongList(pathPattern);
      const { nextCursor } = await outputOf(client, "read_resource", { uri });
      await ask("read_resource", [{ uri, cursor: nextCursor }]);
    }
    const group = `onenote:///sectionGroups/1-0a1b2c3d${place}`;
    await ask(
      "read_resource",
      [notebooks, notebook, section, group].map((uri) => ({ uri })),
    );
  }
}

interface Prepared {
  pictures: { uri: string }[];
  sharedMailbox: string;
}

/** Asks everything that the bench asks, and what only shows in special circumstances. */
async function askEverything(
  { fake, startGateway }: SharedStack,
  { pictures, sharedMailbox }: Prepared,
): Promise<Sent> {
  const { control } = fake;
  const { id: userId, tenantId, mail } = await personNamed(fake, "hana.mori");
  const gateway = await startGateway({ TENANTS_FILE: tenantsFile([{ id: tenantId }], manyRetrievals) });
  const client = await connectModern(gateway.mcpUrl, await control.mintToken({ userId }));
  const sent: Sent = new Map();
  const ask = async (tool: ToolName, asked: readonly Question[]) => {
    await control.resetStats();
    for (const question of asked) await client.call(tool, question);
    for (const request of (await control.stats()).requests) if (request.door === "graph") note(sent, request);
  };
  const resources = await resourcesToRead(client);
  for (const { name } of catalog) await ask(name, name === "read_resource" ? resources : toolTests[name].questions);

  const [, siteId = ""] = /siteId=([^"&]+)/.exec(JSON.stringify(resources)) ?? [];
  await askForNotes(client, control, { ask, siteId: decodeURIComponent(siteId) });

  const askDated = async () => {
    for (const { tool, question } of datedQuestions) await ask(tool, [question]);
    await ask(
      "read_resource",
      resources.filter(({ uri }) => String(uri).startsWith("calendar:")),
    );
  };
  for (const tool of ["sharepoint_search", "sharepoint_folder_search", "onenote_search"] as const)
    await ask(tool, [{ ...(tool === "sharepoint_folder_search" && { name: "permit" }), site: "Kyoto Roastery" }]);
  await ask("outlook_email_search", [
    { offset: 10 },
    { folderName: "Inbox", offset: 10 },
    { folderName: "sent/letters" },
  ]);
  // Whose mailbox that is, only the directory may know.
  const alias = "no.such@aozora-coffee.example";
  await ask("outlook_email_search", [{ mailboxOwnerEmail: alias }]);
  await ask("outlook_calendar_search", [{ calendarOwnerEmail: alias }]);
  await ask("read_resource", [{ uri: `mail:///messages/AAMkAGI2?owner=${encodeURIComponent(alias)}` }]);
  await ask("chat_message_search", [{ query: "*", beforeDateTime: "yesterday" }]);
  const refused = { status: 404, body: { error: { code: "ErrorItemNotFound", message: "Not found." } } };
  await control.addRule({ door: "graph", match: { pathPattern: "/delta" }, times: 1, response: refused });
  await ask("outlook_email_search", [{ folderName: "Permits" }]);
  await ask("read_resource", pictures);
  await ask("read_resource", await sharedInboxToRead(client, sharedMailbox));
  const webinar = await outputOf(client, "chat_message_search", { query: "webinar", detail: "full" });
  const [, chatUri = ""] = /"chatUri":"([^"]+)"/.exec(JSON.stringify(webinar)) ?? [];
  await ask("read_resource", [{ uri: chatUri }]);
  await control.setBehaviour({ searchChannelLink: "webUrl" });
  await ask("chat_message_search", [{ query: "inspection" }]);
  const { driveId, itemId } = await control.addFile(userId, { path: "Old.doc", text: "old" });
  const oldFile = { uri: `file:///${driveId}/${itemId}` };
  await ask("read_resource", [oldFile]);
  const gone = { door: "download", match: {}, times: 1, response: { status: 404 } } as const;
  await control.addRule(gone);
  await ask(
    "read_resource",
    resources.filter(({ uri }) => String(uri).startsWith("file:")),
  );
  const withoutDriveType = { id: itemId, name: "Old.doc", file: {}, parentReference: { driveId } };
  const match = { pathPattern: `/items/${itemId}\\?` };
  await control.addRule({ door: "graph", match, times: 1, response: { status: 200, body: withoutDriveType } });
  await ask("read_resource", [oldFile]);
  const unsure = { hitId: "01", resource: { name: "Letters", size: 7, parentReference: { driveId } } };
  const ofSearch = { value: [{ hitsContainers: [{ hits: [unsure], total: 1 }] }] };
  const search = { door: "graph", match: { pathPattern: "/search/query" }, times: 1 } as const;
  await control.addRule({ ...search, response: { status: 200, body: ofSearch } });
  await ask("sharepoint_folder_search", [{ name: "letters" }]);
  const nextLink = `${fake.graphBaseUrl}/v1.0/me/onlineMeetings/long/transcripts?$skiptoken=11`;
  const longList = { status: 200, body: { value: [], "@odata.nextLink": nextLink } };
  await control.addRule({ door: "graph", match: { pathPattern: "/transcripts$" }, times: 1, response: longList });
  await ask(
    "read_resource",
    resources.filter(({ uri }) => String(uri).startsWith("meeting-transcript:")),
  );
  await control.setBehaviour({ sitePageIdsDiffer: true });
  await ask(
    "read_resource",
    resources.filter(({ uri }) => String(uri).startsWith("page:")),
  );
  await control.setBehaviour({ brokenScheduleAddresses: [mail ?? ""] });
  // Twice: where a busy machine does not answer one request in time, the one that would follow it is not sent.
  await askDated();
  await askDated();
  await control.setGrants(tenantId, [...registeredPermissions, "MailboxSettings.Read"]);
  await askDated();
  const without = (...scopes: string[]) => registeredPermissions.filter((scope) => !scopes.includes(scope));
  await control.setGrants(tenantId, without("ChannelMessage.Read.All", "Sites.Read.All"));
  await ask("chat_message_search", [{ query: "*", afterDateTime: "last month", beforeDateTime: "yesterday" }]);
  const chatId = decodeURIComponent(chatUri.split("/").at(-2) ?? "");
  const members = Array.from({ length: 25 }, (_unused, at) => ({ id: String(at), displayName: "Guest" }));
  const lastMessagePreview = { id: "1", createdDateTime: new Date().toISOString() };
  const manyMembers = { value: [{ id: chatId, chatType: "meeting", members, lastMessagePreview }] };
  const chats = { door: "graph", match: { pathPattern: "/me/chats" }, times: 1 } as const;
  await control.addRule({ ...chats, response: { status: 200, body: manyMembers } });
  await ask("chat_message_search", [{ query: "slides", afterDateTime: "100 days ago" }]);
  await control.addFile(userId, { path: "Letters/Answer.docx", text: "answer" });
  await ask("sharepoint_search", [{ query: "notes" }, { query: "answer", folderName: "Letters" }]);
  return sent;
}

/** What graph-check has the tools send, by the row of the table. */
async function askByGraphCheck(
  { fake, environment }: SharedStack,
  { sharedMailbox }: Prepared,
): Promise<Map<string, Set<string>>> {
  await trustCertificate(fake.caCertificatePath);
  const read = readSettings(workerSettings, { ...environment, ...(await workerOnlySettings(fake)) });
  if ("problems" in read) throw new Error(read.problems.join());
  const { id: userId, mail } = await personNamed(fake, "hana.mori");
  const graph = await openGraph(read.settings, personsToken(await fake.control.mintToken({ userId }), Date.now()));
  try {
    const samples = createSamples(createAsk(graph.door, graph.watch), Date.now());
    const own = await samples.uris();
    const [plan] = await samples.plans();
    const named = { sharedMailbox, colleague: undefined, retrieval: true, plan: plan?.title };
    const calls = await askTools(graph, { ...named, address: mail ?? "", own });
    const forms = new Map<string, Set<string>>();
    for (const { row, options } of calls.flatMap(({ exchanges }) => exchanges)) {
      if (row === "download" || options.some((name) => ofLinks.includes(name))) continue;
      const key = row.replace(" /", " ");
      const names = row === "POST /search/query" ? [] : options;
      forms.set(key, (forms.get(key) ?? new Set()).add(formOf(names)));
    }
    return forms;
  } finally {
    await graph.close();
  }
}

let ofGraphCheck: Map<string, Set<string>>;
let sent: Sent;

test.beforeAll(async ({ stack }) => {
  const { control } = stack.fake;
  // Two processes ask of one person what is one's share.
  await control.setBehaviour({ onenotePerMinute: null, onenotePerHour: null });
  const person = await personNamed(stack.fake, "hana.mori");
  const prepared = {
    pictures: await pastedPictures(control, person.id),
    sharedMailbox: await shareInbox(control, person),
  };
  ofGraphCheck = await askByGraphCheck(stack, prepared);
  sent = await askEverything(stack, prepared);
}, 400_000);

test("the table of requests has exactly what the tools send, with its query options", () => {
  const lineOf = (request: string, query: Iterable<string>) => `${request} with ${formOf([...query])}`;
  const seen = [...sent].map(([request, { query }]) => lineOf(request, query));
  const known = allRequests.map((row) => lineOf(keyOf(row), row.query));
  expect(seen.toSorted()).toEqual(known.toSorted());
});

test("graph-check sends each request with query options with which the tools send it when a person asks", () => {
  const own = [...ofGraphCheck].flatMap(([key, forms]) =>
    [...forms].flatMap((form) => (sent.get(key)?.forms.has(form) ? [] : `${key} with ${form}`)),
  );
  expect(own).toEqual([]);
});

test("graph-check sends every request of the table, but for what the demo company has nothing of", () => {
  const untried = allRequests.map(keyOf).filter((key) => !ofGraphCheck.has(key));
  expect(untried).toEqual([
    // Not among the permissions of the Server app.
    "GET me/mailboxSettings/timeZone",
    // Each item says which kind of drive it is in.
    "GET drives/{drive}",
    // None of the newest chats has 25 members.
    "GET chats/{chat}/members",
    "GET sites/{site}/onenote/sectionGroups/{group}",
  ]);
});
