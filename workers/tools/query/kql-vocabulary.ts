const wordsIn = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** The KQL properties of one service. */
export interface KqlVocabulary {
  /** The plural of what is searched, for error messages. */
  things: string;
  /** The name of the service, for error messages. */
  service: string;
  /** Known properties, lower case. */
  properties: ReadonlySet<string>;
  /** Properties that an organisation can define. */
  ownProperties?: RegExp;
  /** Properties of which the service ignores a second restriction in a query. */
  onlyOnce: ReadonlySet<string>;
}

/**
 * Searchable message properties (https://learn.microsoft.com/graph/search-query-parameter), plus `isread` and
 * `category`.
 */
export const mailVocabulary: KqlVocabulary = {
  things: "mail",
  service: "Outlook",
  properties: wordsIn(
    "attachment bcc body category cc from hasattachment hasattachments importance isread kind participants received " +
      "recipients sent size subject to",
  ),
  onlyOnce: new Set(["received", "sent"]),
};

/** Searchable properties of chat messages (https://learn.microsoft.com/graph/search-concept-chat-messages). */
export const chatVocabulary: KqlVocabulary = {
  things: "chat messages",
  service: "Teams",
  properties: new Set(["from", "hasattachment", "ismentioned", "isread", "mentions", "sent", "to"]),
  onlyOnce: new Set(["sent"]),
};

/**
 * Managed properties of SharePoint
 * (https://learn.microsoft.com/sharepoint/technical-reference/crawled-and-managed-properties-overview).
 */
export const fileVocabulary: KqlVocabulary = {
  things: "files",
  service: "SharePoint",
  properties: wordsIn(
    "author contentclass contenttype contenttypeid created createdby description documentlink editor fileextension " +
      "filename filetype iscontainer isdocument language lastmodifiedtime listid modifiedby owner parentlink path " +
      "promotedstate site siteid sitename sitetitle size title uniqueid webid write",
  ),
  ownProperties: /^(?:refinable[a-z]{3,10}\d{2,3}|[a-z]\w{0,60}ows[a-z]{4})$/,
  onlyOnce: new Set(),
};
