import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";
import { channel, channelUri, hit as hitOf, inChannel, said, team } from "./chat-world.ts";

interface Thread {
  root: ReturnType<typeof said>;
  replies?: ReturnType<typeof said>[];
}

const id = (minute: number) => said(minute, "").id;

/** A hit as Microsoft documents it: its link leads to Outlook, and nothing tells a reply from a root. */
function hit(minute: number, more: object = {}) {
  const webLink = "https://outlook.office365.com/owa/?ItemID=AAMk&exvsurl=1&viewmodel=ReadMessageItem";
  const channelIdentity = { teamId: team, channelId: channel };
  return hitOf(minute, { chatId: undefined, webLink, channelIdentity, ...more }, "...found...");
}

/** A channel, of which each page of the list has two threads. */
function channelWith(
  threads: readonly Thread[],
  hits: readonly object[],
  { listError, noRoot }: { listError?: ToolError; noRoot?: ToolError } = {},
) {
  const page = (from: number) => ({
    value: threads.slice(from, from + 2).map(({ root, replies = [] }) => ({ ...root, replies })),
    ...(from + 2 < threads.length && { "@odata.nextLink": `https://graph.example/${from + 2}` }),
  });
  return fakeContext({
    answers(path) {
      if (path === "/search/query") return { value: [{ hitsContainers: [{ hits, moreResultsAvailable: false }] }] };
      if (path === inChannel) return listError ?? page(0);
      const [rootId, , replyId] = path.slice(inChannel.length + 1).split("/");
      const thread = threads.find(({ root }) => root.id === rootId);
      return replyId === undefined ? (thread?.root ?? noRoot) : thread?.replies?.find((reply) => reply.id === replyId);
    },
    pages: (link) => page(Number(link.split("/").at(-1))),
  });
}

async function found(context: ReturnType<typeof fakeContext>) {
  const output = await callTool("chat_message_search", { query: "found", detail: "full" }, context);
  const hits = output.messages.map(({ uri, summary }) => ({ uri, summary }));
  return { hits, output, urls: context.calls.map(({ url }) => url).slice(1) };
}

const list = `${inChannel}?$top=20&$expand=replies`;

describe("hits in channels that don't say which thread they are in", () => {
  const permit: Thread = { root: said(1, "root"), replies: [said(50, "late reply"), said(3, "early reply")] };
  const other: Thread = { root: said(40, "other") };

  it("are read at their own address if they are roots", async () => {
    const { hits, urls } = await found(channelWith([permit, other], [hit(1)]));
    expect(hits).toEqual([{ uri: `${channelUri}/${id(1)}`, summary: "root" }]);
    expect(urls).toEqual([`${inChannel}/${id(1)}`]);
  });

  it("are looked for in the recent threads if they are replies, and addressed as such", async () => {
    const { hits, urls, output } = await found(channelWith([permit, other], [hit(3)]));
    expect(hits).toEqual([{ uri: `${channelUri}/${id(1)}/replies/${id(3)}`, summary: "early reply" }]);
    expect(urls).toEqual([`${inChannel}/${id(3)}`, list]);
    expect(output.incomplete).toBeUndefined();
  });

  it("are looked for in the recent threads if Graph takes the id of a reply for none of a root", async () => {
    const noRoot = new ToolError("invalid_input", "no id");
    const { hits } = await found(channelWith([permit, other], [hit(3)], { noRoot }));
    expect(hits).toEqual([{ uri: `${channelUri}/${id(1)}/replies/${id(3)}`, summary: "early reply" }]);
  });

  it.each(["webUrl", "webLink"])("are read at once if their %s names the root", async (property) => {
    const address =
      `https://teams.microsoft.com/l/message/${encodeURIComponent(channel)}/${id(3)}?groupId=${team}` +
      `&parentMessageId=${id(1)}`;
    const { hits, urls } = await found(channelWith([permit, other], [hit(3, { [property]: address })]));
    expect(hits).toEqual([{ uri: `${channelUri}/${id(1)}/replies/${id(3)}`, summary: "early reply" }]);
    expect(urls).toEqual([`${inChannel}/${id(1)}/replies/${id(3)}`]);
  });

  it("are read with one list if they are many in a channel", async () => {
    const { hits, urls } = await found(channelWith([permit, other], [hit(50), hit(40), hit(3), hit(1)]));
    expect(hits.map(({ summary }) => summary)).toEqual(["late reply", "other", "early reply", "root"]);
    expect(hits.map(({ uri }) => uri)).toEqual([
      `${channelUri}/${id(1)}/replies/${id(50)}`,
      `${channelUri}/${id(40)}`,
      `${channelUri}/${id(1)}/replies/${id(3)}`,
      `${channelUri}/${id(1)}`,
    ]);
    expect(urls).toEqual([list]);
  });

  it("are looked for on two pages of threads, no further", async () => {
    const recent = (minute: number): Thread => ({ root: said(minute, "recent") });
    const newer = [recent(90), recent(89)];
    expect((await found(channelWith([...newer, permit], [hit(3)]))).hits[0]?.uri).toContain("/replies/");
    const context = channelWith([...newer, recent(88), recent(87), permit], [hit(3)]);
    const { hits, urls, output } = await found(context);
    expect(hits).toEqual([{ uri: undefined, summary: "...found..." }]);
    expect(urls).toHaveLength(3);
    expect(output.messages[0]).toMatchObject({ chatUri: channelUri });
    expect(output.incomplete?.reason).toMatch(/^1 message has no uri/);
  });

  it("are not looked for in threads that ended before they were written", async () => {
    const { urls } = await found(channelWith([other, permit, { root: said(0, "old") }], [hit(60)]));
    expect(urls).toEqual([`${inChannel}/${id(60)}`, list]);
  });

  it.each(["too_large", "forbidden"] as const)("are shown as found if the list of threads is %s", async (code) => {
    const { hits } = await found(channelWith([permit], [hit(3)], { listError: new ToolError(code, "no") }));
    expect(hits).toEqual([{ uri: undefined, summary: "...found..." }]);
  });

  it.each(["rate_limited", "unavailable"] as const)(
    "keep the uri by which they can be read later if the list of threads is %s, and blame nobody",
    async (code) => {
      const listError = new ToolError(code, "Later.");
      const { hits, output } = await found(channelWith([permit], [hit(3)], { listError }));
      expect(hits).toEqual([{ uri: `${channelUri}/${id(3)}`, summary: "...found..." }]);
      expect(output.incomplete).toBeUndefined();
    },
  );
});
