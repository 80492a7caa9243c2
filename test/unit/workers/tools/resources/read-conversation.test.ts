import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { toolErrorOf } from "#test/support/tool-error-of.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { findQuotedHistory } from "#workers/text/mail-attribution.ts";
import type { GraphRequest, ToolContext } from "#workers/tools/tool-context.ts";
import { allAnswers } from "../call-tool.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";
import { read } from "./read.ts";

const uri = "mail:///conversations/AAQk%3D";
const select =
  "id,subject,from,sender,toRecipients,ccRecipients,receivedDateTime,hasAttachments,isDraft,internetMessageId," +
  "parentFolderId,body";
const expand = "attachments($select=id,name,contentType,size,isInline)";
const startMs = Date.parse("2026-11-24T09:00:00Z");

interface Mail {
  id: string;
  minute: number;
  [property: string]: unknown;
}

const person = (alias: string) => ({ emailAddress: { name: alias, address: `${alias}@contoso.com` } });
const text = (content: string) => ({ contentType: "text", content });
const received = (minute: number) => new Date(startMs + minute * 60_000).toISOString();

/** The messages of a conversation, as Graph lists them by a filter and an order that name the time first. */
function listOf(mails: readonly Mail[], { query = {} }: GraphRequest) {
  const [, from = ""] = /^receivedDateTime ge (\S+) and conversationId eq 'AAQk='$/.exec(String(query.$filter)) ?? [];
  const withContent = "$expand" in query;
  const value = mails
    .map(({ minute, body, attachments, ...mail }) => ({
      ...mail,
      receivedDateTime: received(minute),
      ...(withContent && { body, attachments }),
    }))
    .filter(({ receivedDateTime }) => Date.parse(receivedDateTime) >= Date.parse(from))
    .sort((one, other) => (one.receivedDateTime < other.receivedDateTime ? -1 : 1));
  if (query.$orderby === "receivedDateTime desc") value.reverse();
  const top = Number(query.$top);
  return { value: value.slice(0, top), ...(value.length > top && { "@odata.nextLink": "https://graph.test/next" }) };
}

const mailbox =
  (mails: readonly Mail[], list = "/me/messages"): GraphAnswers =>
  (path, request) => {
    if (path === list) return listOf(mails, request);
    if (path.endsWith("/mailFolders/deleteditems")) return { id: "deleted" };
    return path.endsWith("/messages/AAMk=") ? { id: "AAMk=", conversationId: "AAQk=" } : undefined;
  };

/** Reads text as it stands, and finds in it what it quotes. */
function extractText({ bytes }: TextSource) {
  const read = new TextDecoder().decode(bytes);
  const quotesFrom = findQuotedHistory(read);
  return { text: read, detectedType: "text/plain", ...(quotesFrom !== undefined && { quotesFrom }) };
}

const contextOf = (mails: readonly Mail[], options: FakeContextOptions = {}) =>
  fakeContext({ extractText, userDomain: "contoso.com", answers: mailbox(mails), ...options });

/** A long conversation: each message answers the one before it, and has all of them below. */
function chain(count: number): Mail[] {
  const mails: Mail[] = [];
  let history = "";
  for (let at = 0; at < count; at += 1) {
    const own = `Message ${at} says something that no other message says, number ${at}.`;
    const content =
      history === "" ? own : `${own}\n\nFrom: P${at - 1}\nSent: day ${at - 1}\nSubject: Plan\n\n${history}`;
    mails.push({ id: `m${at}`, minute: at, subject: "RE: Plan", from: person(`p${at}`), body: text(content) });
    history = content;
  }
  return mails;
}

async function readAll(context: ToolContext) {
  const answers = await allAnswers((paging) => read({ uri, ...paging }, context));
  return { messages: answers.flatMap(({ conversation }) => conversation?.messages ?? []), answers: answers.length };
}

describe("read_resource of a conversation", () => {
  const offer: Mail = {
    id: "m1",
    minute: 0,
    subject: "Offer",
    from: person("carlos"),
    toRecipients: [person("hana")],
    internetMessageId: "<1@x>",
    body: text("Dear Hana, here is our offer for the main harvest of this year."),
    attachments: [
      { id: "A1", name: "prices.csv", isInline: false },
      { id: "A2", name: "logo.png", isInline: true },
    ],
  };
  const answer: Mail = {
    id: "m2",
    minute: 5,
    subject: "RE: Offer",
    from: { emailAddress: { name: "Hana", address: "hana@fabrikam.example" } },
    toRecipients: [person("carlos")],
    ccRecipients: [person("kenji")],
    internetMessageId: "<2@x>",
    body: text(
      "We take it.\n\nFrom: Carlos\nSent: today\nSubject: Offer\n\n" +
        "Dear Hana, here is our offer for the main harvest of this year.",
    ),
  };

  it("asks for its messages by one filter that begins with what it is sorted by, and for Deleted Items", async () => {
    const context = contextOf([offer]);
    await read({ uri }, context);
    const filter = "receivedDateTime ge 1970-01-01T00:00:00Z and conversationId eq 'AAQk='";
    expect(context.calls).toEqual([
      {
        method: "GET",
        url: `/me/messages?$filter=${filter}&$orderby=receivedDateTime&$top=20&$select=${select}&$expand=${expand}`,
        prefer: ['outlook.body-content-type="html"'],
      },
      { method: "GET", url: "/me/mailFolders/deleteditems?$select=id" },
    ]);
  });

  it("gives the messages in order, each with what it adds, who wrote it, its uri and its files", async () => {
    expect(await read({ uri }, contextOf([answer, offer]))).toEqual({
      uri,
      kind: "mail-conversation",
      conversation: {
        subject: "Offer",
        messages: [
          {
            uri: "mail:///messages/m1",
            sender: { name: "carlos", address: "carlos@contoso.com" },
            recipients: ["hana@contoso.com"],
            receivedDateTime: "2026-11-24T09:00Z",
            attachments: [{ uri: "mail:///messages/m1/attachments/A1", name: "prices.csv" }],
            text: "Dear Hana, here is our offer for the main harvest of this year.",
          },
          {
            uri: "mail:///messages/m2",
            sender: { name: "Hana", address: "hana@fabrikam.example" },
            external: true,
            recipients: ["carlos@contoso.com"],
            ccRecipients: ["kenji@contoso.com"],
            receivedDateTime: "2026-11-24T09:05Z",
            text: "We take it.",
          },
        ],
      },
      moreContent: false,
    });
  });

  it("is that of a message, by the message's uri", async () => {
    const context = contextOf([offer]);
    const output = await read({ uri: "mail:///messages/AAMk%3D/conversation" }, context);
    expect(context.calls[0]).toEqual({ method: "GET", url: "/me/messages/AAMk=?$select=id,conversationId" });
    expect(output.conversation?.messages).toHaveLength(1);
  });

  it("has a message once that was sent and received, and not what only claims to be it", async () => {
    const copy = { ...offer, id: "copy", minute: 1 };
    const claim = { ...offer, id: "claim", minute: 2, from: person("eve"), body: text("Pay to another account.") };
    const { conversation } = await read({ uri }, contextOf([offer, copy, claim, answer]));
    expect(conversation?.messages.map((message) => message.uri)).toEqual(
      ["m1", "claim", "m2"].map((id) => `mail:///messages/${id}`),
    );
  });

  it("hides no second message behind the id of the first, but a copy that a mail system added to", async () => {
    const first = { ...offer, body: text("The price is 100.") };
    const marked = { ...first, id: "marked", minute: 1, body: text("CAUTION: external\n\nThe price is 100.") };
    const second = { ...first, id: "second", minute: 2, body: text("The price is 900.") };
    const silent = { ...first, id: "silent", minute: 3, body: text("") };
    const { conversation } = await read({ uri }, contextOf([first, marked, second, silent]));
    expect(conversation?.messages.map((message) => message.uri)).toEqual(
      ["m1", "second", "silent"].map((id) => `mail:///messages/${id}`),
    );
  });

  it("tells drafts and deleted messages from the others", async () => {
    const draft = { ...answer, isDraft: true };
    const { conversation } = await read({ uri }, contextOf([{ ...offer, parentFolderId: "deleted" }, draft]));
    expect(conversation?.messages).toMatchObject([{ isDeleted: true }, { isDraft: true }]);
    expect(conversation?.messages[0]).not.toHaveProperty("isDraft");
    expect(conversation?.messages[1]).not.toHaveProperty("isDeleted");
  });

  it("is read though Deleted Items can't be found", async () => {
    const answers: GraphAnswers = (path, request) =>
      path === "/me/messages" ? listOf([offer], request) : new ToolError("unavailable", "later");
    const { conversation } = await read({ uri }, fakeContext({ extractText, answers }));
    expect(conversation?.messages).toHaveLength(1);
  });

  it("goes on where a body can't be read, and says so", async () => {
    const context = contextOf([offer, answer], {
      extractText(source) {
        if (new TextDecoder().decode(source.bytes).startsWith("We")) throw new ToolError("unreadable", "damaged");
        return extractText(source);
      },
    });
    const { conversation, incomplete } = await read({ uri }, context);
    expect(conversation?.messages).toMatchObject([{ text: expect.stringContaining("Dear") }, { isCut: true }]);
    expect(incomplete?.reason).toContain("isCut");
  });

  it("hides no second message that differs from the first only beyond what is compared of long texts", async () => {
    const short = text("Pay to the old account.");
    const long = text(`${short.content}${"\n".repeat(20_000)}No: pay to the new account.`);
    for (const [first, second] of [
      [short, long],
      [long, short],
    ]) {
      const mails = [
        { ...offer, body: first },
        { ...offer, id: "second", minute: 1, body: second },
      ];
      const { conversation } = await read({ uri }, contextOf(mails));
      expect(conversation?.messages).toHaveLength(2);
    }
  });

  it("doesn't take a text for cut that only lacks what is hidden in it", async () => {
    const said = { incomplete: "Text that a person can't see is left out.", isAllSeen: true };
    const context = contextOf([offer], { extractText: (source) => ({ ...extractText(source), ...said }) });
    const { conversation, incomplete } = await read({ uri }, context);
    expect(conversation?.messages[0]).not.toHaveProperty("isCut");
    expect(incomplete).toBeUndefined();
  });

  it("cuts a long text, whose uri gives the whole", async () => {
    const long = { ...offer, body: text("word ".repeat(20_000)) };
    const { conversation } = await read({ uri }, contextOf([long, answer]));
    expect(conversation?.messages).toMatchObject([{ isCut: true }, { text: expect.stringMatching(/^We take it/) }]);
    expect(String(conversation?.messages[0]?.text).length).toBeLessThan(20_000);
  });

  it("of which nothing is left is not found", async () => {
    expect(await toolErrorOf(read({ uri }, contextOf([])))).toMatchObject({ code: "not_found" });
  });
});

describe("read_resource of a conversation of 300 messages", () => {
  it("gives each text once, in answers of few requests and tokens", async () => {
    const mails = chain(300);
    const context = contextOf(mails);
    const { messages, answers } = await readAll(context);
    expect(messages.map((message) => message.text)).toEqual(
      mails.map((_, at) => `Message ${at} says something that no other message says, number ${at}.`),
    );
    expect(answers).toBe(15);
    // Two for an answer, and one for the newest message.
    expect(context.calls).toHaveLength(31);
  });

  it("says how many are shown, and names the newest message at first", async () => {
    const context = contextOf(chain(300));
    const { conversation, incomplete, nextCursor } = await read({ uri }, context);
    expect(conversation).toMatchObject({
      newest: { uri: "mail:///messages/m299", receivedDateTime: "2026-11-24T13:59Z" },
    });
    expect(incomplete?.reason).toBe("20 messages are listed here, oldest first; go on with nextCursor.");
    expect((await read({ uri, cursor: nextCursor }, context)).conversation).not.toHaveProperty("newest");
  });

  it("stays within the tokens of an answer, and loses nothing between two", async () => {
    const mails = chain(40).map((mail, at) => ({ ...mail, body: text(`Text ${at}. ${"word ".repeat(2_000)}`) }));
    const context = contextOf(mails);
    const first = await read({ uri }, context);
    expect(JSON.stringify(first).length / 3).toBeLessThan(20_000);
    expect(first.conversation?.messages.length).toBeLessThan(20);
    const { messages } = await readAll(context);
    expect(messages.map(({ text }) => String(text).slice(0, 8))).toEqual(
      mails.map((_, at) => `Text ${at}. `.slice(0, 8)),
    );
  });

  it("goes on after the last message that it gave, whatever was added or deleted before it", async () => {
    const mails = chain(60);
    const context = (now: readonly Mail[]) => contextOf(now);
    const first = await read({ uri }, context(mails));
    const changed = [
      ...mails.filter(({ minute }) => minute < 10 || minute > 18),
      { ...chain(1)[0], id: "late", minute: 4.5 },
    ];
    const second = await read({ uri, cursor: first.nextCursor }, context(changed as Mail[]));
    expect(second.conversation?.messages[0]).toMatchObject({ uri: "mail:///messages/m20" });
  });

  it("shows no quotation again of one of the last messages of the answer before", async () => {
    const say = (at: number) => `Message ${at} says something that no other message says, number ${at}.`;
    const mails = chain(21).map((mail, at) => ({ ...mail, body: text(say(at)) }));
    const last = { ...mails[20], body: text(`Fine.\n\nFrom: P17\nSent: day 17\n\n${say(17)}`) } as Mail;
    const { messages } = await readAll(contextOf([...mails.slice(0, 20), last]));
    expect(messages.at(-1)).toMatchObject({ text: "Fine." });
  });

  it("goes on within a second in which many were received", async () => {
    const mails = chain(50).map((mail) => ({ ...mail, minute: 0 }));
    const { messages } = await readAll(contextOf(mails));
    expect(messages.map(({ uri }) => uri)).toEqual(mails.map(({ id }) => `mail:///messages/${id}`));
  });

  it("is asked for in smaller parts where its bodies are too large, and in the end without them", async () => {
    const mails = chain(6);
    const asked: unknown[] = [];
    const refuses =
      (least: number): GraphAnswers =>
      (path, request) => {
        if (path !== "/me/messages") return { id: "deleted" };
        asked.push(request.query?.$top);
        const isTooLarge = "$expand" in (request.query ?? {}) && Number(request.query?.$top) >= least;
        return isTooLarge ? new ToolError("too_large", "8 MB") : listOf(mails, request);
      };
    const some = await read({ uri }, fakeContext({ extractText, answers: refuses(10) }));
    expect(asked.splice(0)).toEqual([20, 4, 1]);
    expect(some.conversation?.messages).toHaveLength(4);
    const none = await read({ uri }, fakeContext({ extractText, answers: refuses(1) }));
    expect(none.conversation?.messages).toMatchObject(Array.from({ length: 4 }, () => ({ isCut: true })));
    expect(none.incomplete?.reason).toContain("too large to be read together");
  });
});

describe("read_resource of a conversation that one may only see in part", () => {
  it("gives who wrote to whom and when by Mail.ReadBasic alone", async () => {
    const context = contextOf(chain(2), { scopes: ["Mail.ReadBasic"] });
    const { conversation, incomplete } = await read({ uri }, context);
    expect(context.calls[0]?.url).not.toMatch(/body|expand/);
    expect(conversation?.messages).toMatchObject([{ sender: { name: "p0" } }, { sender: { name: "p1" } }]);
    expect(conversation?.messages[0]).not.toHaveProperty("text");
    expect(conversation?.messages[0]).not.toHaveProperty("isCut");
    expect(incomplete).toMatchObject({ missingScopes: ["Mail.Read"] });
  });

  it("is read in the folder that another shares, and says so", async () => {
    const list = "/users/boss@contoso.com/mailFolders/AQMk=/messages";
    const answers: GraphAnswers = (path, request) =>
      path === list ? listOf(chain(1), request) : new ToolError("forbidden", "not shared");
    const shared = `${uri}?owner=boss%40contoso.com&folderId=AQMk%3D`;
    const { conversation, incomplete } = await read({ uri: shared }, fakeContext({ extractText, answers }));
    expect(conversation?.messages[0]?.uri).toBe("mail:///messages/m0?owner=boss%40contoso.com&folderId=AQMk%3D");
    expect(incomplete?.reason).toContain("Only the messages of one folder");
  });

  it("is a mistake of the caller's where the message names none", async () => {
    const context = fakeContext({ answers: () => ({ id: "AAMk=" }) });
    expect(await toolErrorOf(read({ uri: "mail:///messages/AAMk%3D/conversation" }, context))).toMatchObject({
      code: "not_found",
    });
  });
});
