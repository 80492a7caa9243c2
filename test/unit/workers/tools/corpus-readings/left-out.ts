import { findRequest } from "#workers/graph/known-requests.ts";

/** Whether tools send such a request, with whatever query. What others have takes the form of one's own. */
export function isAsked(request: string | null): boolean {
  const [method = "", address = ""] = (request ?? "").split(/ +(.*)/s);
  const path = address
    .replace(/^https:\/\/graph\.microsoft\.com\/v1\.0(?=\/)/, "")
    .replace(/\?.*/s, "")
    .replace(/^\/+|\/+$/g, "")
    .replace(/^users\/[^/]+(?=\/)/, "me")
    .replace(/^me\/(?=chats\/|drive\/)/, "")
    .replace(/^drive\//, "drives/own/")
    .replace(/\/root:\/[^/]+:(?=\/)/, "/items/path");
  return !/\/(?:delta|getAllMessages)$/.test(path) && findRequest({ method, path: path.split("/") }) !== undefined;
}

const noteWithoutId = "the documentation left the ids out, which Graph never does, and most names";

/** Examples of what tools do ask that are not read, each with the reason. */
export const leftOut: Readonly<Record<string, string>> = {
  "mail/mailfolder-list-messages": "the documentation left the ids out, which Graph never does",
  "mail/message-get/02": "an id and headers, neither of which a reading shows",
  "mail/attachment-get/06": "a placeholder: {Raw bytes of the file}",
  "files/driveitem-get-content/01": "a redirect without a body, which the Graph client's own tests follow",
  "files/driveitem-get-content-format": "likewise",
  "files/driveitem-get-content/02": "an id and a link to the bytes, neither of which a reading shows",
  "teams/chatmessagehostedcontent-get/02": "the bytes of a picture, which the documentation does not show",
  "sites/site-get/01": "only the id is asked",
  "sites/site-search": "names and addresses of sites, which the tests of site-meant have",
  "files/list-list": "only id and webUrl of each are asked, and the example has no webUrl",
  "onenote/notebook-get": noteWithoutId,
  "onenote/section-get": noteWithoutId,
  "onenote/sectiongroup-get": noteWithoutId,
  "onenote/onenote-list-notebooks": noteWithoutId,
  "onenote/onenote-list-sections": noteWithoutId,
  "users/user-list/03": "the documentation has no answer to it",
  "users/user-list/09": "an extension's properties, which nobody asks for",
  "users/user-list-manager/02": "the chain of managers in one answer, which nobody asks for",
  "search/search-query/01": "the documentation has no body for it",
  "search/search-query/02": "a hit of type message: mail is searched in the mailbox, never by /search/query",
  "search/search-concept-messages": "hits of type message, likewise",
  "search/search-concept-events": "a hit of type event: events are searched in the calendar, never by /search/query",
  "search/search-concept-custom-types": "hits of type externalItem, which no tool searches for",
  "search/search-concept-display-layout": "hits of type externalItem, which no tool searches for",
};
