/** A refusal of Graph that somebody saw. */
export interface RecordedError {
  /** An issue number is one of microsoftgraph/microsoft-graph-docs, unless it names another repository. */
  seenIn: string;
  status: number;
  code: string;
  message: string;
  innerCode?: string;
  headers?: Readonly<Record<string, RegExp>>;
}

/** Refusals of requests for mail, people and schedules. */
export const mailErrors = {
  "a filter with another order": {
    seenIn: "Microsoft's dev blog on filtering and sorting",
    status: 400,
    code: "InefficientFilter",
    message: "The restriction or sort order is too complex for this operation.",
  },
  "a message that isn't there": {
    seenIn: "tests of several public projects",
    status: 404,
    code: "ErrorItemNotFound",
    message: "The specified object was not found in the store.",
  },
  "a search with an order": {
    seenIn: "visionik/mogcli#11",
    status: 400,
    code: "SearchWithOrderBy",
    message: "The query parameter '$orderBy' is not supported with '$search'.",
  },
  "a person without a mailbox": {
    seenIn: "tests of several public projects",
    status: 404,
    code: "MailboxNotEnabledForRESTAPI",
    message: "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
  },
  "an unknown segment": {
    seenIn: "DEmodoriGatsuO/sharepoint-mcp#18",
    status: 400,
    code: "BadRequest",
    message: "Resource not found for the segment 'search'.",
  },
  "an unknown person": {
    seenIn: "tests of several public projects",
    status: 404,
    code: "Request_ResourceNotFound",
    message:
      "Resource 'nobody@contoso.test' does not exist or one of its queried reference-property objects are not present.",
  },
  "a fifth request to one mailbox at once": {
    seenIn: "questions 1660054 and 734143 of Microsoft Q&A",
    status: 429,
    code: "ApplicationThrottled",
    message: "Application is over its MailboxConcurrency limit.",
    headers: { "retry-after": /^10$/ },
  },
  "a sign-in that no longer suffices": {
    seenIn: "reports on az; the header in Microsoft's page on claims challenges",
    status: 401,
    code: "InvalidAuthenticationToken",
    message:
      "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: " +
      "TokenCreatedWithOutdatedPolicies",
    headers: { "www-authenticate": /error="insufficient_claims"/ },
  },
  "a schedule that ends before it begins": {
    seenIn: "microsoftgraph/msgraph-sdk-dotnet#2349",
    status: 400,
    code: "ErrorInvalidTimeInterval",
    message: "The time duration specified for FreeBusyViewOptions.TimeWindow is invalid.",
  },
  "a schedule of more than 62 days": {
    seenIn: "#19703",
    status: 400,
    code: "ErrorTimeIntervalTooBig",
    message:
      "The requested time duration specified for FreeBusyViewOptions.TimeWindow is too long. " +
      "The allowed limit = 62 days; the actual limit = 63 days.",
  },
  "schedules of more than 100 people": {
    seenIn: "#7047",
    status: 400,
    code: "ErrorMailboxDataArrayTooBig",
    message:
      "There are too many target users in the EmailAddress array. The allowed size = 100; the actual size = 101.",
  },
} as const satisfies Readonly<Record<string, RecordedError>>;

/** Refusals of requests for events, files, transcripts and channels. */
export const otherErrors = {
  "a calendar view of more than five years": {
    seenIn: "#6284",
    status: 400,
    code: "ErrorInvalidRequest",
    message:
      "Your request can't be completed. The range between the start and end dates is greater than the allowed range. " +
      "Maximum number of days: 1825",
  },
  "a page of search that is too large": {
    seenIn: "microsoftgraph/microsoft-graph-docs-contrib#8480",
    status: 400,
    code: "BadRequest",
    message: "The maximum allowed page size is 1000",
  },
  "a transcript whose speakers are hidden": {
    seenIn: "the documentation of callTranscript",
    status: 403,
    code: "Forbidden",
    message:
      "Speaker-attributed transcript content is disabled for this tenant. " +
      "Retry with Accept 'application/vnd.microsoft.graph.transcript+text'.",
    innerCode: "SpeakerAttributionNotAllowed",
  },
  "a transcript in another format": {
    seenIn: "question 1164765 of Microsoft Q&A",
    status: 400,
    code: "BadRequest",
    message: "Invalid format '",
  },
  "a transcript of a tenant that keeps them": {
    seenIn: "MicrosoftDocs/msteams-docs#14427",
    status: 403,
    code: "Forbidden",
    message: "Graph API access to transcripts is disabled for this tenant.",
    innerCode: "GraphAccessToTranscriptsDisabled",
  },
  "a channel of others": { seenIn: "#6292", status: 403, code: "UnknownError", message: "" },
} as const satisfies Readonly<Record<string, RecordedError>>;
