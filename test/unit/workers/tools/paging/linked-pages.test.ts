import { describe, expect, it } from "vitest";
import { z } from "zod";
import { graphPath } from "#workers/graph/graph-address.ts";
import { pageAt, pageWithShortLink, requestAtShortLink, shortLink } from "#workers/tools/paging/linked-pages.ts";
import { messagesBefore } from "#workers/tools/teams/chat-page.ts";
import { fakeContext } from "../fake-context.ts";

const item = z.object({ id: z.string() });
const origin = "https://graph.microsoft.com";
const request = {
  path: ["me", "calendarView"],
  query: { startDateTime: "2026-11-24T10:00:00Z", $orderby: "start/dateTime", $top: 11, $skip: undefined },
  prefer: ['outlook.timezone="UTC"'],
};
const linkOf = (more: object, path = request.path) =>
  `${origin}${graphPath(origin, { path, query: { ...request.query, ...more } })}`;

describe("a link of Graph", () => {
  it.each(["$skip=11", "$skiptoken=MTEuQUJD-_~"])("that adds %s to its request is kept as that", (added) => {
    const [name = "", value = ""] = added.split("=");
    expect(shortLink(linkOf({ [name]: value }), request)).toBe(added);
    expect(requestAtShortLink(added, request)).toEqual({
      path: request.path,
      query: { ...request.query, [name]: value },
      prefer: request.prefer,
      fromCaller: "cursor",
    });
  });

  it.each([
    ["whose page has another size", linkOf({ $top: 10, $skip: 11 })],
    ["to another list", linkOf({ $skip: 11 }, ["me", "events"])],
    ["to another host's list of that name", "https://graph.microsoft.com/beta/me/calendarView?$skip=11"],
    ["that lacks an option", `${origin}/v1.0/me/calendarView?$top=11&$skip=11`],
    ["that adds two options", linkOf({ $skip: 11, $skiptoken: "x" })],
    ["that adds something else", linkOf({ $filter: "x" })],
    ["that adds nothing", linkOf({})],
    ["whose token has other characters", linkOf({ $skiptoken: "a+b/c" })],
    ["that is none", "$skip=11&$top=1"],
  ])("%s is kept as it is", (_which, link) => {
    expect(shortLink(link, request)).toBe(link);
    expect(requestAtShortLink(link, request)).toBeUndefined();
  });

  it("is followed by its request, and an empty page that links to itself is the last", async () => {
    const list = { request: { path: ["me", "messages"], query: { $top: 2 } }, itemSchema: item };
    const next = `${origin}/v1.0/me/messages?$top=2&$skiptoken=abc`;
    const { graph, calls } = fakeContext({
      answers: (_path, { query }) =>
        query?.$skiptoken === undefined
          ? { value: [{ id: "1" }], "@odata.nextLink": next }
          : { value: [], "@odata.nextLink": next },
    });
    const first = await pageWithShortLink(graph, list, undefined);
    expect(first.nextLink).toBe("$skiptoken=abc");
    expect(await pageWithShortLink(graph, list, first.nextLink)).toEqual({ items: [], nextLink: undefined });
    expect(calls.map(({ url }) => url)).toEqual(["/me/messages?$top=2", "/me/messages?$top=2&$skiptoken=abc"]);
  });
});

describe("a page without items", () => {
  const list = { request: { path: ["me", "chats"] }, itemSchema: item };
  const linksTo = (page: string, ...ids: string[]) => ({
    value: ids.map((id) => ({ id })),
    "@odata.nextLink": `https://graph/${page}`,
  });

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

  it("does not hide the older messages of a chat", async () => {
    const { graph } = fakeContext({
      answers: () => linksTo("2"),
      pages: { "https://graph/2": { value: [{ id: "1", createdDateTime: "2026-11-24T12:00:00Z" }] } },
    });
    const { messages } = await messagesBefore({ chatId: "19:a@thread.v2", beforeMs: undefined }, graph);
    expect(messages.map(({ id }) => id)).toEqual(["1"]);
  });
});
