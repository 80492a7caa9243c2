import { describe, expect, it } from "vitest";
import { z } from "zod";
import { pageAt } from "#workers/tools/paging/linked-pages.ts";
import { messagesBefore } from "#workers/tools/teams/chat-page.ts";
import { fakeContext } from "../fake-context.ts";

const item = z.object({ id: z.string() });
const list = { request: { path: ["me", "chats"] }, itemSchema: item };
const linksTo = (page: string, ...ids: string[]) => ({
  value: ids.map((id) => ({ id })),
  "@odata.nextLink": `https://graph/${page}`,
});

describe("a page without items", () => {
  // proves R18
  it("is no end of a list that has a link to the next page", async () => {
    const { graph } = fakeContext({
      answers: () => linksTo("2"),
      pages: { "https://graph/2": linksTo("3"), "https://graph/3": linksTo("4", "a") },
    });
    expect(await pageAt(graph, list, undefined)).toEqual({ items: [{ id: "a" }], nextLink: "https://graph/4" });
    expect(await pageAt(graph, list, "https://graph/2")).toMatchObject({ items: [{ id: "a" }] });
  });

  it("is the end when it links to itself", async () => {
    const { graph, calls } = fakeContext({
      answers: () => linksTo("2", "a"),
      pages: { "https://graph/2": linksTo("2") },
    });
    expect(await pageAt(graph, list, "https://graph/2")).toEqual({ items: [], nextLink: undefined });
    expect(calls).toHaveLength(1);
  });

  it("is followed in bounds, with a link to go on", async () => {
    let pages = 0;
    const { graph, calls } = fakeContext({ answers: () => linksTo("0"), pages: () => linksTo(String(++pages)) });
    expect(await pageAt(graph, list, undefined)).toMatchObject({ items: [], nextLink: expect.any(String) });
    expect(calls.length).toBeLessThan(20);
  });

  // proves R18
  it("does not hide the older messages of a chat", async () => {
    const { graph } = fakeContext({
      answers: () => linksTo("2"),
      pages: { "https://graph/2": { value: [{ id: "1", createdDateTime: "2026-11-24T12:00:00Z" }] } },
    });
    const { messages } = await messagesBefore({ chatId: "19:a@thread.v2", beforeMs: undefined }, graph);
    expect(messages.map(({ id }) => id)).toEqual(["1"]);
  });
});
