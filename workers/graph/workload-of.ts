import type { Service, Workload } from "#common/workload.ts";

const collections: readonly (readonly [Service, readonly string[]])[] = [
  ["search", ["search"]],
  ["files", ["drive", "drives", "shares", "sites"]],
  ["teams", ["chats", "teams", "joinedTeams", "teamwork", "onlineMeetings"]],
  [
    "outlook",
    [
      "messages",
      "mailFolders",
      "events",
      "calendar",
      "calendars",
      "calendarView",
      "mailboxSettings",
      "people",
      "translateExchangeIds",
      "todo",
    ],
  ],
  // Of a group nothing else is asked than its plans.
  ["planner", ["planner", "groups"]],
  ["onenote", ["onenote"]],
  ["retrieval", ["retrieval"]],
];
const byCollection: ReadonlyMap<string, Service> = new Map(
  collections.flatMap(([service, names]) => names.map((name) => [name, service] as const)),
);

/**
 * The service behind a Graph path, with its own limits and breaker. A tool such as `read_resource` uses several.
 * @param path segments below `/v1.0`; Graph's own links may have `users('id')` in one segment
 * @param fallback the tool's own workload
 */
export function workloadOf(path: readonly string[], fallback: Workload): Service {
  const [first = "", second = "", third = ""] = path;
  const isSecond = first === "me" || first === "copilot" || first.startsWith("users(");
  const isOfSite = (first === "sites" && third === "onenote") || (first.startsWith("sites(") && second === "onenote");
  const collection = isOfSite ? "onenote" : isSecond ? second : first === "users" ? third : first;
  return byCollection.get(collection) ?? fallback;
}
