import { calendarRequests } from "./calendar-requests.ts";
import { fileRequests } from "./file-requests.ts";
import { createRequestFinder, type KnownRequest, knownRequest } from "./known-request.ts";
import { mailRequests } from "./mail-requests.ts";
import { noteRequests } from "./note-requests.ts";
import { peopleRequests } from "./people-requests.ts";
import { taskRequests } from "./task-requests.ts";
import { teamsRequests } from "./teams-requests.ts";

/** Every request that a tool may send to Graph, except for the next pages of lists. */
const knownRequests = [
  ...mailRequests,
  ...calendarRequests,
  ...fileRequests,
  ...teamsRequests,
  ...peopleRequests,
  ...noteRequests,
  ...taskRequests,
].map(knownRequest);

/** Only `graph-batch.ts` sends it, never a tool: with requests inside that each have a row of their own. */
const batch: KnownRequest = {
  purpose: "several of the GETs of this table in one round trip",
  tools: ["chat_message_search", "onenote_search", "search_people", "tasks_search", "read_resource"],
  method: "POST",
  path: "$batch",
  query: [],
  permission: "those of the requests inside",
  page: "json-batching",
  missing: "each answer has a status of its own; they come in any order",
  fallback: "each is taken, refused or tried again as if it had come alone",
};

export const allRequests: readonly KnownRequest[] = [...knownRequests, batch];

/** The row of a request, if it is known. */
export const findRequest = createRequestFinder(knownRequests);
