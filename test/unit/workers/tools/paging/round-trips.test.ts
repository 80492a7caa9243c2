import { expect, it } from "vitest";
import { listItems } from "./list-item.ts";
import { answersOf, pagedTools } from "./paged-tools.ts";

/**
 * The number of requests to Graph for each answer, in lists of 230 items: all hits, every seventh one, every sixtieth
 * one. The numbers are those of the walks before there was one walker for all.
 */
const requests: Record<string, string> = {
  "mail by filter": "1 1 1 1, 1 1 1 1, 1 1 1 1",
  "mail by filter, oldest first": "1 1 1 1, 1 1 1 1, 1 1 1 1",
  // Graph may end a search of 200 results early, so the end is asked for once more, from the oldest day.
  "mail by search": "1 1 1 1, 1 2 2 4, 6",
  "mail by search, oldest first": "6 6 6 6, 6 6 6 6, 6",
  calendar: "1 2 2 2, 1 2 2 2, 1 2 2 2",
  "calendar by text": "1 1 1 1, 1 2 2 1, 3",
  "own drive": "1 1 1 1, 1 2 2 1, 3",
  "own drive, newest first": "1 1 1 1, 1 1 1 1, 1",
  files: "1 1 1 1, 5 5 5 5, 5 5 5 5",
  folders: "1 1 1 1, 2 2 2 1, 5",
  "chat messages": "1 1 1 1, 3 3 3 2, 4 4 2",
  chats: "1 1 1 1, 1 1 1 1, 1 1 1 1",
  "chats by name": "1 1 1 1, 2 2 3 1, 4 1",
  "channel messages": "1 1 1 1, 1 1 1 1, 1 1 1 1",
};

it.each(pagedTools)("the number of requests to Graph per answer stays the same: $name", async (tool) => {
  const counted: string[] = [];
  for (const every of [1, 7, 60]) {
    const list = listItems(230, every);
    const answers = await answersOf(tool, () => list, { limit: 10 });
    // The texts of chat messages are read one by one.
    const counts = answers.map(({ calls }) => calls.filter(({ url }) => !url.startsWith("/chats/")).length);
    counted.push(counts.slice(0, 4).join(" "));
  }
  expect(counted.join(", ")).toBe(requests[tool.name]);
});
