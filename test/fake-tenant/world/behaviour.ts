import type { Recording } from "#workers/graph-check/watch.ts";

/** The usual position of a switch that has the others of the type. */
const oneOf = <T>(usual: T): T => usual;

/** Switches for what differs between tenants, documentation revisions or known public bugs, as they stand at first. */
export const defaultBehaviour = {
  /** Concurrent mail requests that one app may have in one mailbox before 429; null = no limit. */
  mailboxConcurrencyLimit: oneOf<number | null>(4),
  /** How long Graph takes for an ordinary answer; concurrency shows only when it is above 0. */
  graphLatencyMs: 2,
  /**
   * Reported: a filter by `from/emailAddress/address` finds no sender of the mailbox's own domain and none with `_`
   * (microsoft-graph-docs #121, #246, #18871).
   */
  senderFilterMisses: true,
  /**
   * Reported: after how many results `$search` of mail ends without a link (microsoft-graph-docs #6665); null = 1,000.
   */
  mailSearchEndsAt: oneOf<number | null>(275),
  /**
   * Whether hits of `$search` have immutable ids where `Prefer` asks for them. They don't:
   * microsoft-graph-docs-contrib #8739, msgraph-sdk-dotnet #698.
   */
  searchIdsImmutable: false,
  /** Well-known folders that mailboxes don't have: Outlook makes some of them when they are first used. */
  missingWellKnownFolders: oneOf<string[]>(["archive", "clutter", "conversationhistory", "scheduled"]),
  /** With Mail.ReadBasic alone, a single message or folder is refused, though the documentation allows it. */
  readBasicRefusesSingles: true,
  /**
   * How somebody whom `login_hint` names signs in: at a page that posts before it redirects, as in a browser without a
   * session, or by a redirect at once, as where there is one. `prompt=login` and `select_account` show the page anyhow
   * (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow).
   */
  signInPage: oneOf<"form" | "instant">("form"),
  /**
   * How a person is refused whose account or place is (50057, 50105, 53003): on a page, as in Microsoft's article
   * "Error AADSTS50105 - The signed in user is not assigned to a role for the application", so that the client never
   * hears of it; or by a redirect with `error`, as nais/device met it.
   */
  signInRefusals: oneOf<"page" | "redirect">("page"),
  /** When an application is refused that asks for a token for itself by another name than its GUID: 90009. */
  tokenForItselfFailsAt: oneOf<"signIn" | "refresh">("refresh"),
  /**
   * Whether a client can read the Graph token of an exchange: it must not count on it
   * (https://learn.microsoft.com/entra/identity-platform/access-tokens).
   */
  graphTokens: oneOf<"opaque" | "jwt">("opaque"),
  /**
   * Whether the first link of a list leads to a page without items that links on: "a page may contain zero results"
   * (https://learn.microsoft.com/graph/paging; microsoft-graph-docs #4150 for messages).
   */
  emptyPages: true,
  /** Search knows nothing that is younger than this. */
  searchIndexLagMs: 0,
  /** A public bug: hits of folders mostly or never carry the folder facet. */
  searchFolderFacet: oneOf<"always" | "sometimes" | "never">("sometimes"),
  /**
   * What the index takes for the place of media and of types that it does not know: their form in the library
   * (`Forms/DispForm.aspx?ID=`), so that `path:` of a folder misses them, or their path.
   * https://learn.microsoft.com/microsoft-365/compliance/use-content-search-for-targeted-collections,
   * microsoft-graph-docs #15685, #22134
   */
  indexedMediaPlace: oneOf<"form" | "path">("form"),
  /**
   * Hits of a search in a drive have the viewer's or the form's address and no `parentReference.path`.
   * microsoft-graph-docs #12940, microsoft-graph-docs-contrib #4742, onedrive-api-docs #1870
   */
  driveSearchHidesPaths: true,
  /** Whether a search in a drive finds folders. No source says so. */
  driveSearchFindsFolders: false,
  /** Whether the index answers `IsContainer:true`. No page on Microsoft Search names the property. */
  indexKnowsIsContainer: false,
  /** Pages are `listItem` hits whose id is the page's GUID, as search-concept-files shows items of lists. */
  searchPagesAreListItems: true,
  /** Whether hits of rows of lists have the ids of list and row. The documented example has none. */
  searchRowsHaveIds: false,
  /**
   * Where hits of channel messages link to. Documented: to the copy in Outlook, which names neither thread nor root
   * (https://learn.microsoft.com/graph/search-concept-chat-messages). Users also report addresses of Teams.
   */
  searchChannelLink: oneOf<"outlook" | "webUrl">("outlook"),
  /** Hits of chats name their chat in `chatId`, as documented, or only in `channelIdentity.channelId`. */
  searchChatId: oneOf<"chatId" | "channelIdentity">("channelIdentity"),
  /** Tenants without the search API, such as those in China, answer /search/query with this status; null = served. */
  searchMissingStatus: oneOf<404 | null>(null),
  /**
   * The most members that `$expand=members` gives of a chat
   * (https://learn.microsoft.com/graph/api/chat-list, known issues); null = all.
   */
  expandedMembers: oneOf<number | null>(25),
  /** Reads of Teams but for messages, per tenant and second (https://learn.microsoft.com/graph/throttling-limits). */
  teamsReadsPerSecond: 30,
  /**
   * Replies under each thread of the channel that alerts are posted to. `$expand=replies` gives up to 1,000 of each
   * (https://learn.microsoft.com/graph/api/channel-list-messages).
   */
  repliesOfBusyThreads: 1_000,
  /**
   * What `/shares` answers to the ordinary address of an item, null = the item. microsoft-graph-docs #15023: addresses
   * that a browser opens are refused as "Invalid shares key" or not found.
   */
  sharesRefuseWebUrls: oneOf<400 | null>(400),
  /** What `/shares` answers to a link that leads to nothing. microsoft-graph-docs #2769: 400 "Invalid shares key". */
  unknownShareStatus: oneOf<400 | 404>(400),
  /** A public bug: `?format=` is refused for every file. */
  conversionUnsupported: false,
  /** How long a conversion takes. No page says; users see 10 s and more. */
  conversionMs: 11_000,
  /**
   * What the first requests for a file in another format are answered by. microsoft-graph-docs #6437: 503 with a page
   * of HTML now and then, and a PDF the next time.
   */
  conversionRefusals: oneOf<readonly 503[]>([503]),
  /** A public bug: a page's id is not that of its item, so that ids from search are 404. */
  sitePageIdsDiffer: false,
  /**
   * How working hours name their zone: by rules, as in Microsoft's own example (https://learn.microsoft.com/graph/
   * outlook-get-free-busy-schedule), by rules whose biases count east of UTC, as the description of the property has it
   * (https://learn.microsoft.com/graph/api/resources/customtimezone), by rules without a name, or by the name of a
   * Windows zone.
   */
  workingHoursZone: oneOf<"custom" | "customEast" | "nameless" | "named">("custom"),
  /**
   * What damaged and imported items say of their times: `dateTime` is null, start and end are null, or all is well. The
   * first two were seen in exports; of Microsoft's types only the second is documented.
   */
  damagedEventTimes: oneOf<"noDateTime" | "null" | "whole">("noDateTime"),
  /** Mailboxes whose free/busy can't be made. */
  brokenScheduleAddresses: oneOf<string[]>([]),
  /**
   * Who finds a meeting by `JoinWebUrl`. The page of get-onlinemeeting names organizers; whether Graph finds it for
   * those invited, no page says. By `joinMeetingId` everybody who was invited finds it.
   */
  joinWebUrlFinds: oneOf<"organizers" | "everybody">("organizers"),
  /** Whether `JoinWebUrl` takes short links (.../meet/...), as microsoft-graph-comms-samples #847 says. */
  joinWebUrlTakesShortLinks: false,
  /** Whether lists of transcripts take `$top`. The page of list-transcripts names no parameter. */
  transcriptsTakeTop: false,
  /**
   * The times of transcripts. Microsoft's example of list-transcripts has no ends; `createdDateTime` may be null by the
   * type: here it is of every first one.
   */
  transcriptTimes: oneOf<"both" | "withoutEnd" | "firstWithoutStart">("withoutEnd"),
  /** What the tenant's admin lets Graph give of transcripts. */
  transcripts: oneOf<"open" | "withoutSpeakers" | "closed">("open"),
  /**
   * Whether people have a licence of Microsoft 365 Copilot, without which nobody gets its notes of meetings
   * (https://learn.microsoft.com/graph/teams-licenses#license-requirements-for-teams-meeting-ai-insights-apis).
   */
  copilotLicences: true,
  /** IDs of the sensitivity labels that a search by meaning tells of files, by their names. */
  retrievalLabels: oneOf<Readonly<Record<string, string>>>({}),
  /**
   * Requests to OneNote per app and user, a minute and an hour; null for no limit
   * (https://learn.microsoft.com/graph/throttling-limits#onenote-service-limits).
   */
  onenotePerMinute: oneOf<number | null>(120),
  onenotePerHour: oneOf<number | null>(400),
  /**
   * With more sections OneNote does not list the pages of all (20266). The limit is not documented; an account with 55
   * sections and 76 groups was reported to be beyond it.
   */
  onenoteMaxSections: 50,
  /**
   * A group's members see its plans without being among those with whom a plan is shared one by one, of whom alone
   * `/me/planner/plans` speaks (https://learn.microsoft.com/graph/api/resources/plannerplandetails).
   */
  plannerListsPlansOfGroups: false,
  /** A tenant that `graph-check --record` wrote down, as which Graph answers here too. */
  recording: oneOf<Recording | null>(null),
  /** Off = only counters, no request log. */
  keepRequestLog: true,
};

export type Behaviour = typeof defaultBehaviour;
