/** `*` is one segment. Nothing that writes may ever stand here, and so no `$batch`, which could carry anything. */
const readOnlyPosts = [
  "search/query",
  "me/calendar/getSchedule",
  "users/*/calendar/getSchedule",
  "me/translateExchangeIds",
  "users/*/translateExchangeIds",
].map((pattern) => pattern.split("/"));

/** Whether a POST to this path is one of the Graph actions that only read. */
export function isReadOnlyPost(path: readonly string[]): boolean {
  return readOnlyPosts.some(
    (pattern) =>
      pattern.length === path.length && pattern.every((segment, index) => segment === "*" || segment === path[index]),
  );
}
