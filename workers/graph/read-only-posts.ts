/**
 * `*` is one segment. No path that writes may be listed, nor `$batch`, which can contain anything: only
 * `graph-batch.ts` sends one, of the GETs that it was given.
 */
const readOnlyPosts = [
  "search/query",
  "me/calendar/getSchedule",
  "users/*/calendar/getSchedule",
  "me/translateExchangeIds",
  "users/*/translateExchangeIds",
].map((pattern) => pattern.split("/"));

/** Whether a POST to this path is a Graph action that only reads. */
export function isReadOnlyPost(path: readonly string[]): boolean {
  return readOnlyPosts.some(
    (pattern) =>
      pattern.length === path.length && pattern.every((segment, index) => segment === "*" || segment === path[index]),
  );
}
