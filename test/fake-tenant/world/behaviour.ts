import type { Recording } from "#workers/graph-check/watch.ts";

/** Switches for what differs between tenants, documentation revisions or known public bugs. */
export interface Behaviour {
  /** Concurrent mail requests that one app may have in one mailbox before 429; null = no limit. */
  mailboxConcurrencyLimit: number | null;
  /** How long Graph takes for an ordinary answer; concurrency shows only when it is above 0. */
  graphLatencyMs: number;
  /**
   * Reported: a filter by `from/emailAddress/address` finds no sender of the mailbox's own domain and none with `_`
   * (microsoft-graph-docs #121, #246, #18871).
   */
  senderFilterMisses: boolean;
  /**
   * Reported: after how many results `$search` of mail ends without a link (microsoft-graph-docs #6665); null = 1,000.
   */
  mailSearchEndsAt: number | null;
  /**
   * Whether hits of `$search` have immutable ids where `Prefer` asks for them. They don't:
   * microsoft-graph-docs-contrib #8739, msgraph-sdk-dotnet #698.
   */
  searchIdsImmutable: boolean;
  /** Well-known folders that mailboxes don't have: Outlook makes some of them when they are first used. */
  missingWellKnownFolders: string[];
  /** With Mail.ReadBasic alone, a single message or folder is refused, though the documentation allows it. */
  readBasicRefusesSingles: boolean;
  /**
   * How somebody whom `login_hint` names signs in: at a page that posts before it redirects, as in a browser without a
   * session, or by a redirect at once, as where there is one. `prompt=login` and `select_account` show the page anyhow
   * (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).
   */
  signInPage: "form" | "instant";
  /**
   * How a person is refused whose account or place is (50057, 50105, 53003): on a page, as in Microsoft's article
   * "Error AADSTS50105 - The signed in user is not assigned to a role for the application", so that the client never
   * hears of it; or by a redirect with `error`, as nais/device met it.
   */
  signInRefusals: "page" | "redirect";
  /** When an application is refused that asks for a token for itself by another name than its GUID: 90009. */
  tokenForItselfFailsAt: "signIn" | "refresh";
  /**
   * Whether a client can read the Graph token of an exchange: it must not count on it
   * (https://learn.microsoft.com/entra/identity-platform/access-tokens).
   */
  graphTokens: "opaque" | "jwt";
  /**
   * Whether the first link of a list leads to a page without items that links on: "a page may contain zero results"
   * (https://learn.microsoft.com/graph/paging; microsoft-graph-docs #4150 for messages).
   */
  emptyPages: boolean;
  /** Search knows nothing that is younger than this. */
  searchIndexLagMs: number;
  /** A public bug: hits of folders mostly or never carry the folder facet. */
  searchFolderFacet: "always" | "sometimes" | "never";
  /**
   * What the index takes for the place of media and of types that it does not know: their form in the library
   * (`Forms/DispForm.aspx?ID=`), so that `path:` of a folder misses them, or their path.
   * https://learn.microsoft.com/microsoft-365/compliance/use-content-search-for-targeted-collections,
   * microsoft-graph-docs #15685, #22134
   */
  indexedMediaPlace: "form" | "path";
  /**
   * Hits of a search in a drive have the viewer's or the form's address and no `parentReference.path`.
   * microsoft-graph-docs #12940, microsoft-graph-docs-contrib #4742, onedrive-api-docs #1870
   */
  driveSearchHidesPaths: boolean;
  /** Whether a search in a drive finds folders. No source says so. */
  driveSearchFindsFolders: boolean;
  /** Whether the index answers `IsContainer:true`. No page on Microsoft Search names the property. */
  indexKnowsIsContainer: boolean;
  /** Pages are `listItem` hits whose id is the page's GUID, as search-concept-files shows items of lists. */
  searchPagesAreListItems: boolean;
  /** Whether hits of rows of lists have the ids of list and row. The documented example has none. */
  searchRowsHaveIds: boolean;
  /**
   * Where hits of channel messages link to. Documented: to the copy in Outlook, which names neither thread nor root
   * (https://learn.microsoft.com/graph/search-concept-chat-messages). Users also report addresses of Teams, in
   * `webLink` or `webUrl`.
   */
  searchChannelLink: "outlook" | "webLink" | "webUrl";
  /** Hits of chats name their chat in `chatId`, as documented, or only in `channelIdentity.channelId`. */
  searchChatId: "chatId" | "channelIdentity";
  /** Tenants without the search API, such as those in China, answer /search/query with this status; null = served. */
  searchMissingStatus: 400 | 404 | 501 | null;
  /**
   * The most members that `$expand=members` gives of a chat
   * (https://learn.microsoft.com/graph/api/chat-list, known issues); null = all.
   */
  expandedMembers: number | null;
  /** Reads of Teams but for messages, per tenant and second (https://learn.microsoft.com/graph/throttling-limits). */
  teamsReadsPerSecond: number;
  /**
   * Replies under each thread of the channel that alerts are posted to. `$expand=replies` gives up to 1,000 of each
   * (https://learn.microsoft.com/graph/api/channel-list-messages).
   */
  repliesOfBusyThreads: number;
  /**
   * What `/shares` answers to the ordinary address of an item, null = the item. microsoft-graph-docs #15023: addresses
   * that a browser opens are refused as "Invalid shares key" or not found.
   */
  sharesRefuseWebUrls: 400 | 403 | 404 | null;
  /** What `/shares` answers to a link that leads to nothing. microsoft-graph-docs #2769: 400 "Invalid shares key". */
  unknownShareStatus: 400 | 404;
  /** A public bug: `?format=` is refused for every file. */
  conversionUnsupported: boolean;
  /** How long a conversion takes. No page says; users see 10 s and more. */
  conversionMs: number;
  /**
   * What the first requests for a file in another format are answered by. microsoft-graph-docs #6437: 503 with a page
   * of HTML now and then, and a PDF the next time; onedrive-api-docs #1601 and others: 406 `notSupported`, whatever
   * failed. No source has seen 202.
   */
  conversionRefusals: readonly (202 | 406 | 503)[];
  /** A public bug: a page's id is not that of its item, so that ids from search are 404. */
  sitePageIdsDiffer: boolean;
  /**
   * How working hours name their zone: by rules, as in Microsoft's own example (https://learn.microsoft.com/graph/
   * outlook-get-free-busy-schedule), by rules whose biases count east of UTC, as the description of the property has it
   * (https://learn.microsoft.com/graph/api/resources/customtimezone), by rules without a name, or by the name of a
   * Windows zone.
   */
  workingHoursZone: "custom" | "customEast" | "nameless" | "named";
  /**
   * What damaged and imported items say of their times: `dateTime` is null, start and end are null, or all is well. The
   * first two were seen in exports; of Microsoft's types only the second is documented.
   */
  damagedEventTimes: "noDateTime" | "null" | "whole";
  /** Mailboxes whose free/busy can't be made. */
  brokenScheduleAddresses: string[];
  /**
   * Who finds a meeting by `JoinWebUrl`. The page of get-onlinemeeting names organizers; whether Graph finds it for
   * those invited, no page says. By `joinMeetingId` everybody who was invited finds it.
   */
  joinWebUrlFinds: "organizers" | "everybody";
  /** Whether `JoinWebUrl` takes short links (.../meet/...), as microsoft-graph-comms-samples #847 says. */
  joinWebUrlTakesShortLinks: boolean;
  /** Whether lists of transcripts take `$top`. The page of list-transcripts names no parameter. */
  transcriptsTakeTop: boolean;
  /**
   * The times of transcripts. Microsoft's example of list-transcripts has no ends; `createdDateTime` may be null by the
   * type: here it is of every first one.
   */
  transcriptTimes: "both" | "withoutEnd" | "firstWithoutStart";
  /** What the tenant's admin lets Graph give of transcripts. */
  transcripts: "open" | "withoutSpeakers" | "closed";
  /**
   * Whether people have a licence of Microsoft 365 Copilot, without which nobody gets its notes of meetings
   * (https://learn.microsoft.com/graph/teams-licenses#license-requirements-for-teams-meeting-ai-insights-apis).
   */
  copilotLicences: boolean;
  /** IDs of the sensitivity labels that a search by meaning tells of files, by their names. */
  retrievalLabels: Readonly<Record<string, string>>;
  /**
   * Requests to OneNote per app and user, a minute and an hour; null for no limit
   * (https://learn.microsoft.com/graph/throttling-limits#onenote-service-limits).
   */
  onenotePerMinute: number | null;
  onenotePerHour: number | null;
  /**
   * With more sections OneNote does not list the pages of all (20266). The limit is not documented; an account with 55
   * sections and 76 groups was reported to be beyond it.
   */
  onenoteMaxSections: number;
  /**
   * A group's members see its plans without being among those with whom a plan is shared one by one, of whom alone
   * `/me/planner/plans` speaks (https://learn.microsoft.com/graph/api/resources/plannerplandetails).
   */
  plannerListsPlansOfGroups: boolean;
  /** A tenant that `graph-check --record` wrote down, as which Graph answers here too. */
  recording: Recording | null;
  /** Off = only counters, no request log. */
  keepRequestLog: boolean;
}

export const defaultBehaviour: Behaviour = {
  mailboxConcurrencyLimit: 4,
  graphLatencyMs: 2,
  senderFilterMisses: true,
  mailSearchEndsAt: 275,
  searchIdsImmutable: false,
  missingWellKnownFolders: ["archive", "clutter", "conversationhistory", "scheduled"],
  readBasicRefusesSingles: true,
  signInPage: "form",
  signInRefusals: "page",
  tokenForItselfFailsAt: "refresh",
  graphTokens: "opaque",
  emptyPages: true,
  searchIndexLagMs: 0,
  searchFolderFacet: "sometimes",
  indexedMediaPlace: "form",
  driveSearchHidesPaths: true,
  driveSearchFindsFolders: false,
  indexKnowsIsContainer: false,
  searchPagesAreListItems: true,
  searchRowsHaveIds: false,
  searchChannelLink: "outlook",
  searchChatId: "channelIdentity",
  searchMissingStatus: null,
  expandedMembers: 25,
  teamsReadsPerSecond: 30,
  repliesOfBusyThreads: 1_000,
  sharesRefuseWebUrls: 400,
  unknownShareStatus: 400,
  conversionUnsupported: false,
  conversionMs: 11_000,
  conversionRefusals: [503],
  sitePageIdsDiffer: false,
  workingHoursZone: "custom",
  damagedEventTimes: "noDateTime",
  brokenScheduleAddresses: [],
  joinWebUrlFinds: "organizers",
  joinWebUrlTakesShortLinks: false,
  transcriptsTakeTop: false,
  transcriptTimes: "withoutEnd",
  transcripts: "open",
  copilotLicences: true,
  retrievalLabels: {},
  onenotePerMinute: 120,
  onenotePerHour: 400,
  onenoteMaxSections: 50,
  plannerListsPlansOfGroups: false,
  recording: null,
  keepRequestLog: true,
};
