import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { Picture } from "#workers/documents/pictures/picture.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";
import { channelUri, inChannel, said, shownTime } from "../teams/chat-world.ts";
import { read } from "./read.ts";

const chatUri = "teams:///chats/19%3Aa%40thread.v2/messages";
const members = [
  { userId: "u-ann", displayName: "Ann Lee", email: "ann@fabrikam.example", roles: ["guest"] },
  { userId: "u-me", displayName: "Me Self", email: "me@contoso.com" },
];

const scopes = ["Chat.Read", "ChannelMessage.Read.All"];

function at(answers: Readonly<Record<string, unknown>>, options: FakeContextOptions = {}) {
  return fakeContext({ scopes, userDomain: "contoso.com", ...options, answers });
}

const refusalOf = (uri: string, context: ToolContext) => toolErrorOf(read({ uri }, context));

describe("read_resource of a chat", () => {
  const chat = { id: "19:a@thread.v2", topic: "Launch\u200b", chatType: "group", members };

  it("lists the newest 50 messages with who wrote them, and what can't be read marked", async () => {
    const context = at({
      "/chats/19:a@thread.v2": chat,
      "/chats/19:a@thread.v2/messages": {
        value: [
          said(9, "hello"),
          said(8, "gone", { deletedDateTime: "2026-11-24T09:00:00Z", body: { contentType: "html", content: "" } }),
          said(7, "", {
            from: null,
            messageType: "systemEventMessage",
            body: { contentType: "html", content: "<systemEventMessage/>" },
            eventDetail: { "@odata.type": "#microsoft.graph.chatRenamedEventMessageDetail" },
          }),
        ],
      },
    });
    const output = await read({ uri: chatUri }, context);
    expect(context.calls.map(({ url }) => url)).toEqual([
      "/chats/19:a@thread.v2/messages?$top=50&$orderby=createdDateTime desc",
      "/chats/19:a@thread.v2?$expand=members",
    ]);
    expect(output.chat).toMatchObject({
      topic: "Launch",
      chatType: "group",
      members: [{ displayName: "Ann Lee" }, {}],
    });
    expect(output.chat?.messages).toEqual([
      {
        uri: `${chatUri}/${said(9, "").id}`,
        from: { displayName: "Ann Lee", email: "ann@fabrikam.example" },
        external: true,
        createdDateTime: shownTime(said(9, "")),
        text: "hello",
      },
      expect.objectContaining({ deleted: true }),
      expect.objectContaining({ event: "chat renamed" }),
    ]);
    expect(output.chat?.messages[1]).not.toHaveProperty("text");
    expect(output).toMatchObject({ moreContent: false });
    expect(output.incomplete).toBeUndefined();
  });

  it("goes on with what was written before, and says that there is more", async () => {
    const value = [said(9, "a"), said(8, "b")];
    const context = at({ "/chats/48:notes/messages": { value, "@odata.nextLink": "https://graph.example/next" } });
    const first = await read({ uri: "teams:///chats/48:notes/messages" }, context);
    expect(first).toMatchObject({
      moreContent: true,
      incomplete: { reason: expect.stringContaining("go on with nextCursor") },
    });
    await read({ uri: "teams:///chats/48:notes/messages", cursor: first.nextCursor }, context);
    expect(context.calls.map(({ url }) => url)).toContain(
      "/chats/48:notes/messages?$top=50&$orderby=createdDateTime desc&$filter=createdDateTime lt 2026-11-24T00:08:00Z",
    );
  });

  it("cuts long messages in a list so that the whole stays small, and reads each whole by its uri", async () => {
    const long = "word ".repeat(5_000).trim();
    const messages = Array.from({ length: 50 }, (_, minute) => said(100 - minute, long));
    const [first] = messages;
    const context = at({
      "/chats/19:a@thread.v2/messages": { value: messages },
      [`/chats/19:a@thread.v2/messages/${first?.id}`]: first,
    });
    const list = await read({ uri: chatUri }, context);
    expect(JSON.stringify(list).length).toBeLessThan(60_000);
    expect(list.chat?.messages.every((message) => message.isCut === true)).toBe(true);
    const one = await read({ uri: String(list.chat?.messages[0]?.uri) }, context);
    expect(one.body).toMatchObject({ content: long, totalCharacters: long.length });
  });

  it("is not spoilt by one message that can't be made into text", async () => {
    const html = (minute: number, content: string) => said(minute, "", { body: { contentType: "html", content } });
    const context = at(
      { "/chats/19:a@thread.v2/messages": { value: [html(2, "<p>bad</p>"), html(1, "<p>good</p>")] } },
      {
        extractText({ bytes }) {
          const text = new TextDecoder().decode(bytes);
          if (text.includes("bad")) throw new ToolError("too_large", "too much");
          return { text: "good", detectedType: "text/html" };
        },
      },
    );
    const { chat: listed } = await read({ uri: chatUri }, context);
    expect(listed?.messages.map(({ text, isCut }) => ({ text, isCut }))).toEqual([
      { text: undefined, isCut: true },
      { text: "good", isCut: undefined },
    ]);
  });

  it("counts all members where Graph expands 25 of them, or says that there may be more", async () => {
    const many = Array.from({ length: 60 }, (_, number) => ({ ...members[0], displayName: `Person ${number}` }));
    const answers = {
      "/chats/19:a@thread.v2": { ...chat, members: many.slice(0, 25) },
      "/chats/19:a@thread.v2/messages": { value: [said(1, "x")] },
    };
    const withMembers = { ...answers, "/chats/19:a@thread.v2/members": { value: many } };
    const { chat: whole } = await read({ uri: chatUri }, at(withMembers));
    expect(whole).toMatchObject({ memberCount: 60 });
    expect(whole).not.toHaveProperty("hasMoreMembers");
    const { chat: listed } = await read({ uri: chatUri }, at(answers));
    expect(listed).toMatchObject({ memberCount: 25, hasMoreMembers: true });
    const page = { value: many.slice(0, 25), "@odata.nextLink": "https://graph/more" };
    const endless = at({ ...answers, "/chats/19:a@thread.v2/members": page }, { pages: () => page });
    expect((await read({ uri: chatUri }, endless)).chat).toMatchObject({ memberCount: 250, hasMoreMembers: true });
  });

  it("does not count the members of a chat of which Graph gives none", async () => {
    const answers = {
      "/chats/19:a@thread.v2": { ...chat, members: null },
      "/chats/19:a@thread.v2/messages": { value: [said(1, "x")] },
    };
    expect((await read({ uri: chatUri }, at(answers))).chat).not.toHaveProperty("memberCount");
  });

  it.each([
    ["Chat.ReadBasic", { "/chats/19:a@thread.v2": { ...chat, members } }, { topic: "Launch" }],
    ["ChatMember.Read", { "/chats/19:a@thread.v2/members": { value: members } }, {}],
  ])("gives who is in it with %s, and says that messages are left out", async (scope, answers, named) => {
    const { chat: shown, incomplete } = await read({ uri: chatUri }, at(answers, { scopes: [scope] }));
    expect(shown).toMatchObject({ ...named, members: [{ displayName: members[0]?.displayName }, {}], messages: [] });
    expect(shown).toHaveProperty("topic" in named ? "topic" : "members");
    expect(incomplete).toMatchObject({ reason: /no messages/, missingScopes: ["Chat.Read"] });
  });
});

describe("read_resource of a chat's message", () => {
  const { id } = said(5, "");
  const uri = `${chatUri}/${id}`;
  const path = `/chats/19:a@thread.v2/messages/${id}`;

  it("gives its words as data of whoever wrote them, with everything around them", async () => {
    const context = at(
      {
        "/chats/19:a@thread.v2": { id: "19:a@thread.v2", members },
        [path]: said(5, "", {
          subject: "Re\u200bport",
          importance: "urgent",
          lastEditedDateTime: "2026-11-24T00:06:00Z",
          body: {
            contentType: "html",
            content:
              '<p>Hi <at id="0">Me</at> <emoji id="like" alt="👍" title="Like"></emoji><img ' +
              'src="https://graph.microsoft.com/v1.0/chats/x/messages/1/hostedContents/a/$value"></p>',
          },
          mentions: [
            { mentionText: "Me", mentioned: { user: { id: "u-me", displayName: "Me Self" } } },
            { mentionText: "General", mentioned: { conversation: { displayName: "General" } } },
          ],
          reactions: [{ reactionType: "like" }, { reactionType: "like" }, { reactionType: "🎉" }],
          attachments: [
            {
              id: "1",
              contentType: "reference",
              name: "Plan\u202e.docx",
              contentUrl: "https://contoso.sharepoint.com/sites/x/Shared%20Documents/Plan.docx",
            },
            { id: "2", contentType: "reference", name: "Else", contentUrl: "https://drive.example/else" },
            {
              id: "3",
              contentType: "messageReference",
              content: JSON.stringify({
                messageId: "1700000000001",
                messagePreview: "Earlier",
                messageSender: { user: { displayName: "Bob" } },
              }),
            },
            {
              id: "4",
              contentType: "application/vnd.microsoft.card.adaptive",
              content: '{"body":[{"type":"TextBlock","text":"Card words"}]}',
            },
          ],
        }),
      },
      { extractText: () => ({ text: "Hi Me 👍", detectedType: "text/html" }) },
    );
    const output = await read({ uri }, context);
    expect(context.calls[0]).toEqual({ method: "GET", url: path, prefer: ["include-unknown-enum-members"] });
    expect(output.chatMessage).toEqual({
      uri,
      from: { displayName: "Ann Lee", email: "ann@fabrikam.example" },
      external: true,
      createdDateTime: shownTime(said(5, "")),
      editedDateTime: "2026-11-24T00:06Z",
      subject: "Report",
      importance: "urgent",
      mentions: ["Me Self", "General"],
      reactions: [
        { reaction: "like", count: 2 },
        { reaction: "🎉", count: 1 },
      ],
      attachments: [
        { type: "file", uri: "https://contoso.sharepoint.com/sites/x/Shared%20Documents/Plan.docx", name: "Plan.docx" },
        { type: "file", name: "Else", contentUrl: "https://drive.example/else" },
        { type: "quote", uri: `${chatUri}/1700000000001`, displayName: "Bob", text: "Earlier" },
        { type: "card" },
      ],
      pictures: [`${uri}?picture=1`],
    });
    expect(output.body).toEqual(expect.not.objectContaining({ writtenBy: expect.anything() }));
    expect(output.body?.content).toBe("Hi Me 👍");
    const html = new TextDecoder().decode(context.documents[0]?.bytes);
    expect(html).toContain(">Me</at> 👍</emoji>");
    expect(html).toContain("<p>Card words</p>");
  });

  it("shows a picture that was pasted into it, by its number", async () => {
    const pasted = (id: string, alt = "image") =>
      `<img src="https://elsewhere.example/v1.0/chats/x/hostedContents/${id}/$value" alt="${alt}" width="9">`;
    const content = `<p>First ${pasted("aWQ9")} then ${pasted("aWQ%2B", "The plan")} and ${pasted("aWQ9")}</p>`;
    const picture: Picture = { mediaType: "image/png", width: 2, height: 1, bytes: Buffer.from("pixels") };
    const context = at(
      { [path]: said(5, "", { body: { contentType: "html", content } }) },
      {
        download: { bytes: Buffer.from("PNG"), mediaType: "application/octet-stream" },
        extractText: ({ bytes, isBody }) =>
          isBody
            ? { text: Buffer.from(bytes).toString(), detectedType: "text/html" }
            : { text: "[Picture]", detectedType: "image/png", pictures: [picture] },
      },
    );
    const whole = await read({ uri }, context);
    expect(whole.chatMessage?.pictures).toEqual([`${uri}?picture=1`, `${uri}?picture=2`]);
    expect(whole.body?.content).toBe(
      '<p>First <img alt="picture=1"> then <img alt="picture=2: The plan"> and <img alt="picture=1"></p>',
    );
    expect(context.shown).toEqual([]);
    const output = await read({ uri: `${uri}?picture=2` }, context);
    expect(output).toMatchObject({
      uri: `${uri}?picture=2`,
      chatMessage: { uri, picture: 2 },
      body: { content: "[Picture]", contentType: "image/png" },
    });
    expect(context.shown).toEqual([picture]);
    // Its address is not followed: only the id in it counts, below the message that was read.
    expect(context.calls.filter(({ method }) => method === "DOWNLOAD")).toEqual([
      { method: "DOWNLOAD", url: `${path}/hostedContents/aWQ+/$value` },
    ]);
    expect(await refusalOf(`${uri}?picture=3`, context)).toMatchObject({
      code: "not_found",
      message: "The message has 2 pictures in its text. Remove picture from its uri to read it.",
    });
  });

  it("shows nothing under a picture's number but a picture", async () => {
    const content = '<img src="https://elsewhere.example/chats/x/hostedContents/aWQ9/$value">';
    const context = at(
      { [path]: said(5, "", { body: { contentType: "html", content } }) },
      {
        download: { bytes: Buffer.from("<p>words</p>"), mediaType: "text/html" },
        extractText: ({ bytes }) => ({ text: Buffer.from(bytes).toString(), detectedType: "text/html" }),
      },
    );
    expect(await refusalOf(`${uri}?picture=1`, context)).toMatchObject({ code: "unsupported_type" });
  });

  it("tells people from outside by the kind of their account where there is no address", async () => {
    const from = (userIdentityType: string) => ({ from: { user: { id: "u-x", displayName: "X", userIdentityType } } });
    const external = async (type: string) => {
      const { chatMessage } = await read({ uri }, at({ [path]: said(5, "x", from(type)) }));
      return chatMessage?.external;
    };
    expect(await external("federatedUser")).toBe(true);
    expect(await external("anonymousGuest")).toBe(true);
    expect(await external("aadUser")).toBeUndefined();
  });

  it("gives a removed message as removed, without words", async () => {
    const removed = said(5, "secret", { deletedDateTime: "2026-11-24T09:00:00Z" });
    const output = await read({ uri }, at({ [path]: removed }));
    expect(output.chatMessage).toMatchObject({ deleted: true });
    expect(JSON.stringify(output)).not.toContain("secret");
  });

  it("is refused when Graph answers with another message", async () => {
    expect(await refusalOf(uri, at({ [path]: said(6, "other") }))).toMatchObject({ code: "not_found" });
  });
});

describe("read_resource of a channel", () => {
  const root = said(5, "root", { subject: "Permit" });
  const reply = said(7, "reply", { replyToId: root.id });

  it("lists threads with the number of their replies, and goes on by Graph's own link", async () => {
    const next = "https://graph.example/next";
    const value = [
      { ...root, replies: [reply], "replies@odata.count": 1_200 },
      { ...said(4, "x"), replies: [] },
    ];
    const context = at(
      { [inChannel]: { value, "@odata.nextLink": next } },
      { pages: { [next]: { value: [said(1, "last")] } } },
    );
    const first = await read({ uri: channelUri }, context);
    expect(first.chat?.messages).toMatchObject([{ text: "root", replyCount: 1_200 }, { replyCount: 0 }]);
    expect(first.chat?.messages[0]).not.toHaveProperty("replies");
    const second = await read({ uri: channelUri, cursor: first.nextCursor }, context);
    expect(second.chat?.messages).toMatchObject([{ text: "last" }]);
    expect(context.calls.map(({ url }) => url)).toEqual([`${inChannel}?$top=20&$expand=replies`, next]);
  });

  it("lists threads without replies where these are too much", async () => {
    const answers: GraphAnswers = (_path, { query = {} }) =>
      query.$expand === undefined ? { value: [root] } : new ToolError("too_large", "too much");
    const context = fakeContext({ scopes, answers });
    const { chat, incomplete } = await read({ uri: channelUri }, context);
    expect(chat?.messages).toMatchObject([{ text: "root" }]);
    expect(chat?.messages[0]).not.toHaveProperty("replyCount");
    expect(incomplete?.reason).toContain("too many replies to count");
    expect(context.calls.map(({ url }) => url)).toEqual([
      `${inChannel}?$top=20&$expand=replies`,
      `${inChannel}?$top=20`,
    ]);
  });

  it.each(["unavailable", "rate_limited"] as const)("asks for nothing else where the threads are %s", async (code) => {
    const context = at({ [inChannel]: new ToolError(code, "Later.") });
    await expect(read({ uri: channelUri }, context)).rejects.toMatchObject({ code });
    expect(context.calls).toHaveLength(1);
  });

  it.each([
    ["not there", undefined],
    ["no id", new ToolError("invalid_input", "no id of a root")],
  ])("reads a reply as itself if it is addressed as a root, which Graph calls %s", async (_what, refusal) => {
    const asRoot = { [`${inChannel}/${reply.id}`]: refusal, [`${inChannel}/${reply.id}/replies`]: refusal };
    const context = at({ ...asRoot, [inChannel]: { value: [{ ...root, replies: [reply] }] } });
    const output = await read({ uri: `${channelUri}/${reply.id}` }, context);
    expect(output).toMatchObject({
      chatMessage: { uri: `${channelUri}/${root.id}/replies/${reply.id}` },
      body: { content: "reply" },
    });
    const gone = await refusalOf(`${channelUri}/1700000000000`, context);
    expect(gone).toEqual(refusedAs("not_found", "no such thread"));
  });

  it("does not call a reply lost while Graph asks for a pause", async () => {
    const context = at({ [inChannel]: new ToolError("rate_limited", "Later.") });
    await expect(read({ uri: `${channelUri}/${reply.id}` }, context)).rejects.toMatchObject({ code: "rate_limited" });
  });

  it("gives one message with its replies, and more replies behind a cursor", async () => {
    const next = "https://graph.example/next";
    const context = at(
      {
        [`${inChannel}/${root.id}`]: root,
        [`${inChannel}/${root.id}/replies`]: { value: [reply], "@odata.nextLink": next },
      },
      { pages: { [next]: { value: [said(6, "older")] } } },
    );
    const uri = `${channelUri}/${root.id}`;
    const first = await read({ uri }, context);
    expect(first).toMatchObject({
      chatMessage: { subject: "Permit", replies: [{ uri: `${uri}/replies/${reply.id}`, text: "reply" }] },
      body: { content: "root" },
      moreContent: true,
      incomplete: { reason: expect.stringContaining("go on with nextCursor") },
    });
    const second = await read({ uri, cursor: first.nextCursor }, context);
    expect(second).toMatchObject({ chatMessage: { replies: [{ text: "older" }] }, moreContent: false });
    expect(second.body).toBeUndefined();
  });

  it("gives a reply, or an error, and never the message above it", async () => {
    const path = `${inChannel}/${root.id}/replies/${reply.id}`;
    const uri = `${channelUri}/${root.id}/replies/${reply.id}`;
    const output = await read({ uri }, at({ [path]: reply }));
    expect(output).toMatchObject({ body: { content: "reply" }, chatMessage: { uri } });
    expect(await refusalOf(uri, at({ [path]: root }))).toMatchObject({ code: "not_found" });
    expect(await refusalOf(uri, at({}))).toMatchObject({ code: "not_found" });
  });
});
