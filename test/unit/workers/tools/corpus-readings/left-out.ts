/** Requests that tools send, as the documentation writes them: what stands for one id is `*`. */
const asked: readonly string[] = [
  "GET /me",
  "GET /me/people",
  "GET /me/manager",
  "GET /me/directReports",
  "GET /users",
  "GET /me/messages",
  "GET /me/messages/*",
  "GET /me/messages/*/attachments",
  "GET /me/messages/*/attachments/*",
  "GET /me/messages/*/attachments/*/$value",
  "GET /me/mailFolders",
  "GET /me/mailFolders/*",
  "GET /me/mailFolders/*/childFolders",
  "GET /me/mailFolders/*/messages",
  "GET /me/events/*",
  "GET /me/calendarView",
  "POST /me/calendar/getSchedule",
  "GET /me/onlineMeetings",
  "GET /me/onlineMeetings/*/transcripts",
  "GET /me/onlineMeetings/*/transcripts/*/content",
  "GET /me/chats",
  "GET /chats/*",
  "GET /chats/*/members",
  "GET /chats/*/messages",
  "GET /chats/*/messages/*",
  "GET /me/joinedTeams",
  "GET /teams/*/channels",
  "GET /teams/*/channels/*/messages",
  "GET /teams/*/channels/*/messages/*",
  "GET /teams/*/channels/*/messages/*/replies",
  "GET /teams/*/channels/*/messages/*/replies/*",
  "GET /drives/*",
  "GET /drives/*/items/*",
  "GET /drives/*/items/*/children",
  "GET /drives/*/items/*/content",
  "GET /drives/*/root/search",
  "GET /shares/*/driveItem",
  "GET /sites/*/pages",
  "GET /sites/*/pages/*",
  "GET /sites/*/lists",
  "GET /sites/*/lists/*",
  "GET /sites/*/lists/*/items",
  "GET /sites/*/lists/*/items/*",
  "GET /me/onenote/pages",
  "GET /me/onenote/pages/*",
  "GET /me/onenote/pages/*/content",
  "GET /me/onenote/sections",
  "GET /me/onenote/sections/*",
  "GET /me/onenote/sections/*/pages",
  "GET /me/onenote/notebooks",
  "GET /me/onenote/notebooks/*",
  "GET /me/onenote/sectionGroups/*",
  "GET /me/todo/lists",
  "GET /me/todo/lists/*/tasks",
  "GET /me/todo/lists/*/tasks/*",
  "GET /me/todo/lists/*/tasks/*/checklistItems",
  "GET /me/todo/lists/*/tasks/*/linkedResources",
  "GET /me/planner/tasks",
  "GET /planner/tasks/*",
  "GET /planner/tasks/*/details",
  "GET /planner/plans/*",
  "GET /planner/plans/*/tasks",
  "GET /planner/plans/*/buckets",
  "GET /planner/plans/*/details",
  "GET /me/planner/plans",
  "GET /groups/*/planner/plans",
  "POST /search/query",
];
const askedPatterns = asked.map(
  (form) => new RegExp(`^${form.replace("$", "\\$").replaceAll("*", "(?!delta$|getAllMessages$)[^/]+")}$`),
);

/**
 * Whether tools send such a request, with whatever query. Mailboxes and drives of others have the forms of one's own.
 */
export function isAsked(request: string | null): boolean {
  const [method, address = ""] = (request ?? "").split(/ +(.*)/s);
  const path = address
    .replace(/^https:\/\/graph\.microsoft\.com\/v1\.0(?=\/)/, "")
    .replace(/\?.*/s, "")
    .replace(/\/$/, "")
    .replace(/^\/users\/[^/]+/, "/me")
    .replace(/^\/me\/(?=chats\/)|^\/me(?=\/drive\/)/, "/")
    .replace(/^\/+drive(?=\/)/, "/drives/own")
    .replace(/^(\/drives\/[^/]+\/root):\/[^/]+:(?=\/)/, "/drives/own/items/path")
    .replace(/\/search\(.*\)$/, "/search")
    .replace(/\/microsoft\.graph\.sitePage$/, "");
  return askedPatterns.some((pattern) => pattern.test(`${method} ${path}`));
}

/** Endpoints of the corpus that no tool asks, by group. */
const notAsked: Readonly<Record<string, readonly string[]>> = {
  mail: [
    "message-get/04", // the MIME source
    "message-delta",
    "user-get-mailboxsettings",
    "user-getmailtips",
    "outlookuser-list-mastercategories",
  ],
  calendar: [
    "calendar-get",
    "user-list-calendars",
    "calendar-list-events/01",
    "event-list-attachments",
    "user-findmeetingtimes",
    "findmeetingtimes-example",
    "event-delta",
    "calendargroup-list-calendars",
    "outlookuser-supportedtimezones",
    "outlook-get-shared-events-calendars",
    "outlook-calendar-online-meetings/01",
  ],
  teams: [
    "chatmessage-list-hostedcontents",
    "chatmessagehostedcontent-get",
    "channel-get",
    "channel-list-members",
    "team-get",
    "team-get-primarychannel",
    "team-list-members",
    "chats-getallmessages",
    "channel-getallmessages",
    "channel-get-filesfolder",
    "chatmessage-delta",
  ],
  files: [
    "driveitem-get-content/03",
    "drive-list",
    "drive-recent",
    "drive-sharedwithme",
    "drive-list-following",
    "shares-get/01",
    "driveitem-list-versions",
    "driveitemversion-get-contents",
    "driveitem-preview",
    "driveitem-list-permissions",
    ...["01", "02", "03", "05"].map((number) => `driveitem-list-thumbnails/${number}`),
    "driveitem-delta",
  ],
  sites: [
    "site-get",
    "site-getbypath",
    "site-search",
    "site-list",
    "site-list-subsites",
    "sites-list-followed",
    "site-get-permission",
    "sitepage-create__beta",
  ],
  meetings: ["onlinemeeting-get/04", "meetingattendancereport-get"],
  onenote: ["notebook-list-sections", "resource-get"],
  users: ["profilephoto-get", "directoryobject-get", "group-list"],
  platform: ["json-batching", "json-batching-2025", "auth-v2-user/01", "delta-query-messages"],
  search: ["search-concept-answers"],
};

/** Examples, or whole endpoints of them, of which no tool reads a thing; checked against what tools ask. */
export const leftOutAsNotAsked = Object.entries(notAsked).flatMap(([group, endpoints]) =>
  endpoints.map((endpoint) => `${group}/${endpoint}`),
);

const noteWithoutId = "the documentation left the ids out, which Graph never does, and most names";

/** Examples of what tools do ask that are not read, each with the reason. */
export const leftOut: Readonly<Record<string, string>> = {
  "mail/mailfolder-list-messages": "the documentation left the ids out, which Graph never does",
  "mail/message-get/02": "an id and headers, neither of which a reading shows",
  "mail/attachment-get/06": "a placeholder: {Raw bytes of the file}",
  "files/driveitem-get-content/01": "a redirect without a body, which the Graph client's own tests follow",
  "files/driveitem-get-content-format": "likewise",
  "files/driveitem-get-content/02": "an id and a link to the bytes, neither of which a reading shows",
  "sites/sitepage-get__beta": "beta, of the same page as sites/sitepage-get in an older shape; only v1.0 is asked",
  "files/list-list": "only id and webUrl of each are asked, and the example has no webUrl",
  "sites/sitepage-list__beta": "beta, in an older shape; of v1.0's list only id and eTag are asked",
  "onenote/page-get": noteWithoutId,
  "onenote/notebook-get": noteWithoutId,
  "onenote/section-get": noteWithoutId,
  "onenote/section-list-pages": noteWithoutId,
  "onenote/sectiongroup-get": noteWithoutId,
  "onenote/onenote-list-pages": noteWithoutId,
  "onenote/onenote-list-notebooks": noteWithoutId,
  "onenote/onenote-list-sections": noteWithoutId,
  "users/user-get/03": "names alone, which users/user-get/01 has with the rest",
  "users/user-get/04": "an extension's properties, which nobody asks for",
  "users/user-list/03": "the documentation has no answer to it",
  "users/user-list/09": "an extension's properties, likewise",
  "users/user-list-manager/02": "the chain of managers in one answer, which nobody asks for",
  "search/search-query/01": "the documentation has no body for it",
  "search/search-query/02": "a hit of type message: mail is searched in the mailbox, never by /search/query",
  "search/search-concept-messages": "hits of type message, likewise",
  "search/search-concept-events": "a hit of type event: events are searched in the calendar, never by /search/query",
  "search/search-concept-person": "a hit of type person: people are searched by /me/people and /users",
  "search/search-concept-custom-types": "hits of type externalItem, which no tool searches for",
  "search/search-concept-display-layout": "hits of type externalItem, which no tool searches for",
  "search/search-concept-speller/01": "an answer without hits",
  "search/search-concept-aggregation": 'the documentation has "..." in place of the hits',
  "search/search-query__beta": "a placeholder in place of the resource",
  "meetings/onlinemeeting-get__beta": "beta; v1.0's meetings/onlinemeeting-get has the same meetings",
  "platform/errors/02": "the names of the types in place of values",
  "platform/errors/03": "the names of the types in place of values",
  resources: "the names of the types in place of values",
};
