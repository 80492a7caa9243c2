import type { Service, Workload } from "#common/workload.ts";

const byCollection: ReadonlyMap<string, Service> = new Map([
  ["search", "search"],
  ["drive", "files"],
  ["drives", "files"],
  ["shares", "files"],
  ["sites", "files"],
  ["chats", "teams"],
  ["teams", "teams"],
  ["joinedTeams", "teams"],
  ["teamwork", "teams"],
  ["onlineMeetings", "teams"],
  ["messages", "outlook"],
  ["mailFolders", "outlook"],
  ["events", "outlook"],
  ["calendar", "outlook"],
  ["calendars", "outlook"],
  ["calendarView", "outlook"],
  ["mailboxSettings", "outlook"],
  ["people", "outlook"],
  ["translateExchangeIds", "outlook"],
  ["todo", "outlook"],
  ["planner", "planner"],
  // Of a group nothing else is asked than its plans.
  ["groups", "planner"],
  ["onenote", "onenote"],
  ["retrieval", "retrieval"],
]);

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
