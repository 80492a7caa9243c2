import { calendarRequests } from "./calendar-requests.ts";
import { fileRequests } from "./file-requests.ts";
import { createRequestFinder, type KnownRequest } from "./known-request.ts";
import { mailRequests } from "./mail-requests.ts";
import { teamsRequests } from "./teams-requests.ts";

/** Every request that is ever sent to Graph, except for the next pages of lists. */
export const knownRequests: readonly KnownRequest[] = [
  ...mailRequests,
  ...calendarRequests,
  ...fileRequests,
  ...teamsRequests,
];

/** The row of a request, if it is known. */
export const findRequest = createRequestFinder(knownRequests);
