import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { tokensOf } from "#workers/text/text-window.ts";
import { callsOf } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";
import { channel, channelUri, inChannel, said, shownTime, team } from "./chat-world.ts";

const next = "https://graph.example/next";
const webUrl = "https://teams.microsoft.com/l/message/x/1";

const world = (value: readonly object[], options: FakeContextOptions = {}, more: object = {}) =>
  fakeContext({
    scopes: ["ChannelMessage.Read.All"],
    answers: (path) => (path === inChannel ? { value, ...more } : undefined),
    ...options,
  });

const list = callsOf("teams_list_channel_messages", { teamId: team, channelId: channel });

describe("teams_list_channel_messages", () => {
  const root = said(5, "The permit is here.", { subject: "Permit", webUrl });
  const replies = [said(6, "first", { webUrl }), said(8, "third"), said(7, "second")];

  it("gives threads with the newest of their replies, each with a uri that read_resource takes", async () => {
    const thread = { ...root, replies, "replies@odata.count": 1_200, "replies@odata.nextLink": next };
    const context = world([thread, said(4, "Nobody answered.", { replies: [] })]);
    const output = await list({}, context);
    expect(context.calls).toEqual([
      { method: "GET", url: `${inChannel}?$top=10&$expand=replies`, prefer: ["include-unknown-enum-members"] },
    ]);
    const from = { displayName: "Ann Lee" };
    const shown = (message: typeof root, text: string, uri: string) => ({
      uri,
      createdDateTime: shownTime(message),
      from,
      text,
    });
    const rootUri = `${channelUri}/${root.id}`;
    expect(output).toEqual({
      messages: [
        {
          ...shown(root, "The permit is here.", rootUri),
          subject: "Permit",
          replyCount: 1_200,
          hasMoreReplies: true,
          replies: [
            shown(said(8, ""), "third", `${rootUri}/replies/${said(8, "").id}`),
            shown(said(7, ""), "second", `${rootUri}/replies/${said(7, "").id}`),
          ],
        },
        { ...shown(said(4, ""), "Nobody answered.", `${channelUri}/${said(4, "").id}`), replyCount: 0 },
      ],
      moreResults: false,
    });
  });

  it("goes on where it stopped, and only in the same channel", async () => {
    const context = world([root], { pages: { [next]: { value: [said(1, "last")] } } }, { "@odata.nextLink": next });
    const first = await list({ limit: 1 }, context);
    expect(first).toMatchObject({ moreResults: true });
    const second = await list({ limit: 1, cursor: first.nextCursor }, context);
    expect(second).toMatchObject({ messages: [{ text: "last" }], moreResults: false });
    const elsewhere = list({ cursor: first.nextCursor, channelId: "19:b@thread.tacv2" }, context);
    await expect(elsewhere).rejects.toMatchObject({ code: "invalid_input" });
  });

  it("asks for at most 20 threads at once, since each comes with its replies", async () => {
    const page = (from: number) => ({ value: Array.from({ length: 20 }, (_, at) => said(from - at, "x")) });
    const pages = { [next]: page(100) };
    const context = world(page(200).value, { pages }, { "@odata.nextLink": next });
    const { messages } = await list({ limit: 50 }, context);
    expect(messages).toHaveLength(40);
    expect(context.calls.map(({ url }) => url)).toEqual([`${inChannel}?$top=20&$expand=replies`, next]);
  });

  it("gives threads alone where their replies are too much, and says so", async () => {
    const answers: GraphAnswers = (_path, { query = {} }) =>
      query.$expand === undefined ? { value: [root] } : new ToolError("too_large", "too much");
    const output = await list({ limit: 5 }, fakeContext({ answers }));
    expect(output.messages).toMatchObject([{ text: "The permit is here." }]);
    expect(output.messages[0]).not.toHaveProperty("replyCount");
    expect(output.incomplete?.reason).toContain("too many replies to count");
  });

  it("stays small, however long the messages are, and marks what is cut", async () => {
    const long = "word ".repeat(5_000).trim();
    const threads = Array.from({ length: 20 }, (_, at) => ({
      ...said(1_000 - at, long, { webUrl }),
      replies: Array.from({ length: 50 }, (_reply, number) => said(2_000 + at * 100 + number, long)),
    }));
    const output = await list({ limit: 20 }, world(threads));
    expect(tokensOf(JSON.stringify(output))).toBeLessThan(20_000);
    expect(output.messages.every(({ isCut, replies: [reply] = [] }) => isCut === true && reply?.isCut === true)).toBe(
      true,
    );
  });

  it("gives removed messages as removed and events as events", async () => {
    const removed = said(3, "secret", { deletedDateTime: "2026-11-24T09:00:00Z" });
    const output = await list({}, world([removed, said(2, "", { messageType: "systemEventMessage" })]));
    expect(output.messages).toMatchObject([{ deleted: true }, { event: "system event message" }]);
    expect(JSON.stringify(output)).not.toContain("secret");
  });
});
