import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { countedTokens } from "#test/support/count-tokens.ts";
import { answerLimits } from "#workers/text/text-window.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { callTool } from "./call-tool.ts";
import { fakeContext } from "./fake-context.ts";

/** An id as long as Exchange's own, and as little like words: it takes a token for one and a half characters. */
const idOf = (name: string, length: number) =>
  Array.from({ length: Math.ceil(length / 43) }, (_, part) => hash("sha256", `${part} ${name}`, "base64url"))
    .join("")
    .slice(0, length);

function people(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    emailAddress: { name: `Person Number ${at}`, address: `person.number.${at}@contoso.example` },
  }));
}

/** A message whose every field is long, ids and addresses as long as Exchange's own. */
function longMessage(at: number) {
  return {
    id: idOf(`m${at}`, 152),
    subject: "A long subject ".repeat(10),
    from: people(at + 1)[at],
    toRecipients: people(200),
    ccRecipients: people(200),
    receivedDateTime: "2026-11-24T10:00:00Z",
    sentDateTime: "2026-11-24T10:00:00Z",
    bodyPreview: "word ".repeat(51),
    hasAttachments: true,
    importance: "normal",
    isRead: true,
    flag: { flagStatus: "notFlagged" },
    webLink: `https://outlook.office365.com/owa/?ItemID=${idOf(`m${at}`, 158)}&exvsurl=1&viewmodel=ReadMessageItem`,
    internetMessageId: `<${idOf(`i${at}`, 70)}@prod.outlook.com>`,
    conversationId: idOf(`c${at}`, 88),
    parentFolderId: idOf("inbox", 120),
    body: { contentType: "html", content: "<p>never asked for</p>".repeat(10_000) },
  };
}

const longMessages = (count: number) => ({ value: Array.from({ length: count }, (_, at) => longMessage(at)) });

async function read(uri: string, answers: (path: string) => unknown) {
  const context = fakeContext({
    answers,
    extractText: () => ({ text: "word ".repeat(200_000), detectedType: "text/html" }),
  });
  return await callTool("read_resource", { uri }, context);
}

/** The text that a model gets is within both limits of a read. */
function expectReadable(output: Awaited<ReturnType<typeof read>>): void {
  const [text] = readResourceHandler.toBlocks(output);
  expect(String(text).length).toBeLessThanOrEqual(answerLimits.readCharacters);
  expect(Buffer.byteLength(JSON.stringify(text)) - 2).toBeLessThanOrEqual(answerLimits.readBytes);
}

describe("mail hits", () => {
  it("of a page of 25 take under 15,000 tokens, whatever the bodies weigh", async () => {
    const context = fakeContext({ answers: () => longMessages(25) });
    const output = await callTool("outlook_email_search", { limit: 25 }, context);
    expect(output.messages).toHaveLength(25);
    expect(output.messages[0]).toMatchObject({ recipientCount: 200, ccRecipientCount: 200 });
    expect(countedTokens(output)).toBeLessThan(15_000);
  });

  it("of a folder's page are as many as a read may have, and the next ones follow by the cursor", async () => {
    const output = await read("mail:///folders/Inbox", (path) => {
      if (path.endsWith("/childFolders")) return { value: [] };
      return path.endsWith("/messages") ? longMessages(50) : { id: "inbox", displayName: "Inbox" };
    });
    expect(output.mailFolder?.messages?.length).toBeGreaterThan(20);
    expect(output.moreContent).toBe(true);
    expectReadable(output);
  });
});

describe("one message", () => {
  const attachments = Array.from({ length: 240 }, (_, at) => ({
    "@odata.type": "#microsoft.graph.fileAttachment",
    id: idOf(`a${at}`, 210),
    name: `A file with a rather long name ${at}.docx`,
    contentType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    size: 1_000_000,
    isInline: at < 200,
  }));
  const everybody = people(1_000);
  const lists = { toRecipients: everybody, ccRecipients: everybody, bccRecipients: everybody, replyTo: everybody };
  const answers = (path: string) =>
    path.endsWith("/attachments") ? { value: attachments } : { ...longMessage(0), ...lists };

  it("to a thousand people is no more than a read may have, and says how many there are of what it cuts", async () => {
    const output = await read("mail:///messages/AAMk", answers);
    expectReadable(output);
    const { message, incomplete } = output;
    expect(message).toMatchObject({
      recipientCount: 1_000,
      ccRecipientCount: 1_000,
      bccRecipientCount: 1_000,
      replyToCount: 1_000,
      attachmentCount: 240,
    });
    expect(message?.recipients.length).toBeGreaterThan(20);
    expect(incomplete?.reason).toMatch(
      /Only the first 50 recipients of a kind are listed.*Only 20 of 240 attachments are listed/,
    );
    // Files come before the pictures inside the text.
    expect(message?.attachments?.map(({ isInline = false }) => isInline)).toEqual(
      Array(message?.attachments?.length).fill(false),
    );
  });

  it("that fits has no counts, and no list is said to be cut", async () => {
    const few = { ...longMessage(0), toRecipients: people(50), ccRecipients: people(50), hasAttachments: false };
    const { message, incomplete } = await read("mail:///messages/AAMk", () => few);
    expect(Object.keys(message ?? {}).filter((name) => name.endsWith("Count"))).toEqual([]);
    expect(incomplete?.reason).not.toContain("listed");
  });
});

describe("an event with 1,000 attendees", () => {
  const at = { dateTime: "2026-11-24T10:00:00.0000000", timeZone: "UTC" };
  const responses = ["accepted", "declined", "none", "tentativelyAccepted"];
  const attendees = people(1_000).map((person, index) => ({
    ...person,
    type: "required",
    status: { response: responses[index % 4], time: "2026-11-01T08:00:00Z" },
    proposedNewTime: { start: at, end: at },
  }));
  const event = (count: number) => ({
    id: "AAMk=",
    subject: "All hands",
    start: at,
    end: at,
    attendees: attendees.slice(0, count),
    body: { contentType: "html", content: "<p>Agenda</p>" },
  });

  it("shows as many of them as there is room for, and says how many there are and what all answered", async () => {
    const output = await read("calendar:///events/AAMk%3D", () => event(1_000));
    expectReadable(output);
    expect(output.event?.attendees?.length).toBeGreaterThan(25);
    expect(output.event).toMatchObject({
      attendeeCount: 1_000,
      responseCounts: { accepted: 250, declined: 250, none: 250, tentativelyAccepted: 250 },
    });
    expect(output.incomplete?.reason).toMatch(/^Only the first 100 of 1000 attendees are listed/);
  });

  it("does so only where not all are shown", async () => {
    const { event: shown } = await read("calendar:///events/AAMk%3D", () => event(30));
    expect(shown?.attendees).toHaveLength(30);
    expect(shown).not.toHaveProperty("attendeeCount");
    expect(shown).not.toHaveProperty("responseCounts");
  });
});
