import { describe, expect, it, vi } from "vitest";
import { ToolError } from "#common/errors.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { TextSource } from "#workers/documents/text-source.ts";
import { readResourceHandler } from "#workers/tools/resources/read-resource.ts";
import { type FakeContextOptions, fakeContext, type GraphAnswers } from "../fake-context.ts";
import { read } from "./read.ts";

const messageSelect =
  "id,subject,from,sender,toRecipients,ccRecipients,receivedDateTime,sentDateTime,hasAttachments,importance,isRead," +
  "isDraft,flag,webLink,bccRecipients,replyTo,categories";
const asHtml = 'outlook.body-content-type="html"';
const uri = "mail:///messages/AAMk%3D";

const refusalOf = (input: Record<string, unknown>, options: FakeContextOptions = {}) =>
  toolErrorOf(read(input, fakeContext(options)));

function person(name: string, address: string) {
  return { emailAddress: { name, address } };
}

/** Answers for one message, and what is below it. */
function mailbox(message: object, below: Readonly<Record<string, unknown>> = {}, owner = "me"): GraphAnswers {
  return (path) => (path === `/${owner}/messages/AAMk=` ? { id: "AAMk=", ...message } : below[path]);
}

describe("read_resource of a mail message", () => {
  it("asks for the message by its id, with the body as HTML, and for nothing else", async () => {
    const context = fakeContext({ answers: mailbox({ body: { contentType: "html", content: "<p>Hi</p>" } }) });
    await read({ uri }, context);
    expect(context.calls).toEqual([
      {
        method: "GET",
        url: `/me/messages/AAMk=?$select=${messageSelect},body,internetMessageHeaders`,
        prefer: [asHtml],
      },
    ]);
  });

  it("gives everything about it, with the body as text that names its writer", async () => {
    const context = fakeContext({
      userDomain: "contoso.com",
      extractText: () => ({ text: "Hi Bob", detectedType: "text/html" }),
      answers: mailbox({
        subject: "Offer\u200b",
        from: person("Eve", "eve@fabrikam.example"),
        sender: person("Assistant", "assistant@fabrikam.example"),
        toRecipients: [person("Bob", "bob@contoso.com")],
        ccRecipients: [person("", "carol@contoso.com")],
        bccRecipients: null,
        replyTo: [person("Else", "else@evil.example")],
        receivedDateTime: "2026-11-24T10:00:00Z",
        sentDateTime: "2026-11-24T09:59:58Z",
        importance: "High",
        flag: { flagStatus: "flagged" },
        body: { contentType: "HTML", content: "<p>Hi Bob</p>" },
      }),
    });
    const output = await read({ uri }, context);
    expect(output).toEqual({
      uri,
      kind: "mail-message",
      message: {
        subject: "Offer",
        sender: "eve@fabrikam.example",
        sentOnBehalfBy: "assistant@fabrikam.example",
        external: true,
        recipients: ["bob@contoso.com"],
        ccRecipients: ["carol@contoso.com"],
        replyTo: ["else@evil.example"],
        sentDateTime: "2026-11-24T09:59:58Z",
        receivedDateTime: "2026-11-24T10:00Z",
        importance: "high",
        flag: { flagStatus: "flagged" },
      },
      body: {
        contentType: "text/markdown",
        content: "Hi Bob",
        startCharacter: 0,
        endCharacter: 6,
        totalCharacters: 6,
      },
      moreContent: false,
    });
    const bytes = new TextEncoder().encode("<p>Hi Bob</p>");
    const asked = { mediaType: "text/html; charset=utf-8", isBody: true, findQuotes: true };
    expect(context.documents).toEqual([{ bytes, ...asked }]);
    const [text] = readResourceHandler.toBlocks(output);
    const [details = "", body] = String(text).split("\n\n");
    expect(JSON.parse(details)).toEqual({ uri, kind: "mail-message", ...output.message });
    expect(body).toBe(output.body?.content);
  });

  it("lists attachments without their bytes, with uris that lead to them", async () => {
    const context = fakeContext({
      answers: mailbox(
        { hasAttachments: true, body: { contentType: "html", content: "" } },
        {
          "/users/team@contoso.com/messages/AAMk=/attachments": {
            value: [
              {
                "@odata.type": "#microsoft.graph.fileAttachment",
                id: "A/1=",
                name: "a\u202egpj.exe",
                contentType: "image/png",
                size: 12,
                isInline: false,
              },
              { "@odata.type": "#microsoft.graph.itemAttachment", id: "A2", name: "Lunch", contentType: null, size: 5 },
              { "@odata.type": "#Microsoft.Graph.ReferenceAttachment", id: "A3", name: null },
            ],
          },
        },
        "users/team@contoso.com",
      ),
    });
    const output = await read({ uri: `${uri}?owner=team@contoso.com` }, context);
    expect(context.calls[1]).toEqual({
      method: "GET",
      url: "/users/team@contoso.com/messages/AAMk=/attachments?$select=id,name,contentType,size,isInline",
    });
    expect(output.message?.attachments).toEqual([
      {
        uri: "mail:///messages/AAMk%3D/attachments/A%2F1%3D?owner=team%40contoso.com",
        name: "agpj.exe",
        size: 12,
      },
      { uri: expect.stringContaining("/attachments/A2?"), name: "Lunch", type: "item", size: 5 },
      { uri: expect.stringContaining("/attachments/A3?"), name: "(no name)", type: "link" },
    ]);
  });

  it("lists pictures of the text too, which Graph doesn't count as attachments", async () => {
    const answers = mailbox(
      { hasAttachments: false, body: { contentType: "html", content: '<img src="cid:image001">' } },
      { "/me/messages/AAMk=/attachments": { value: [{ id: "A1", name: "image001.png", isInline: true }] } },
    );
    const output = await read({ uri }, fakeContext({ answers }));
    expect(output.message?.attachments).toHaveLength(1);
  });

  it("gives metadata by Mail.ReadBasic alone, and says what is missing", async () => {
    const context = fakeContext({ scopes: ["Mail.ReadBasic"], answers: mailbox({ hasAttachments: true }) });
    const output = await read({ uri }, context);
    expect(context.calls).toEqual([{ method: "GET", url: `/me/messages/AAMk=?$select=${messageSelect}` }]);
    expect(output).not.toHaveProperty("body");
    expect(output.incomplete).toMatchObject({ missingScopes: ["Mail.Read"] });
  });

  it("folds the history that it answers away, but not what it forwards", async () => {
    const quoted = `From: Bob\nSent: today\n\nShall we?${" Or not?".repeat(100)}`;
    const text = `Yes, fine.\n\n${quoted}`;
    const extractText = ({ findQuotes }: TextSource) => ({
      text,
      detectedType: "text/html",
      ...(findQuotes && { quotesFrom: 12 }),
    });
    const context = fakeContext({ extractText, answers: mailbox({ subject: "RE: Lunch" }) });
    const first = await read({ uri }, context);
    expect(first.body?.content).toBe(
      "Yes, fine.\n\n[Earlier messages quoted below this one are folded: 832 characters; read on with nextCursor]",
    );
    expect(first.incomplete?.reason).toBe("Characters 0 to 12 of 844 are shown; read on with nextCursor.");
    const second = await read({ uri, cursor: first.nextCursor }, context);
    expect(second).not.toHaveProperty("message");
    expect(second.body).toMatchObject({ content: quoted, startCharacter: 12, endCharacter: 844 });
    expect(second).toMatchObject({ moreContent: false });

    for (const subject of ["FW: Lunch", "Fwd: x", "WG: x", "[EXT] TR : x", "転送： x"]) {
      const { body } = await read({ uri }, fakeContext({ extractText, answers: mailbox({ subject }) }));
      expect(body?.content, subject).toBe(text);
    }
  });

  it("shows quoted text that is shorter than what stands for it", async () => {
    const text = "Yes, fine.\n\nFrom: Bob\nSent: today\n\nShall we?";
    const extractText = () => ({ text, detectedType: "text/html", quotesFrom: 12 });
    const output = await read({ uri }, fakeContext({ extractText, answers: mailbox({ subject: "RE: Lunch" }) }));
    expect(output.body?.content).toBe(text);
    expect(output).not.toHaveProperty("nextCursor");
  });

  it("leaves out what is as usual, and what is said already", async () => {
    const answers = mailbox({
      subject: "Lunch",
      from: { emailAddress: { name: "Hana Mori", address: "hana.mori@contoso.com" } },
      sender: { emailAddress: { name: "Hana Mori", address: "hana.mori@contoso.com" } },
      toRecipients: [{ emailAddress: { name: "Robert Oak", address: "bob@contoso.com" } }],
      ccRecipients: [],
      receivedDateTime: "2026-11-24T10:00:07Z",
      sentDateTime: "2026-11-24T10:00:02Z",
      importance: "normal",
      isRead: true,
      isDraft: false,
      hasAttachments: false,
      flag: { flagStatus: "notFlagged" },
      categories: [],
      webLink: "https://outlook.test/owa/?ItemID=AAMk",
    });
    const context = fakeContext({ answers, userDomain: "contoso.com", timeZone: "Europe/Berlin" });
    expect((await read({ uri }, context)).message).toEqual({
      subject: "Lunch",
      sender: "hana.mori@contoso.com",
      recipients: [{ name: "Robert Oak", address: "bob@contoso.com" }],
      receivedDateTime: "2026-11-24T11:00:07+01:00",
      webLink: "https://outlook.test/owa/?ItemID=AAMk",
    });
  });
});

describe("read_resource of a message in the only folder that another shares", () => {
  const folder = "/users/boss@contoso.com/mailFolders/AQMk=";
  const parameters = "?owner=boss%40contoso.com&folderId=AQMk%3D";
  const type = { "@odata.type": "#microsoft.graph.referenceAttachment" };
  const context = () =>
    fakeContext({
      answers: (path) => {
        if (!path.startsWith(folder)) return new ToolError("forbidden", "not shared");
        if (path.endsWith("/attachments")) return { value: [{ id: "A1", ...type }] };
        return path.includes("/attachments/") ? { id: "A1", ...type } : { id: "AAMk", hasAttachments: true };
      },
    });

  it("reads it there, and gives uris that read its attachments", async () => {
    const { message } = await read({ uri: `mail:///messages/AAMk${parameters}` }, context());
    expect(message?.attachments?.[0]?.uri).toBe(`mail:///messages/AAMk/attachments/A1${parameters}`);
  });

  it("reads an attachment there, and names the message with its folder", async () => {
    const { incomplete } = await read({ uri: `mail:///messages/AAMk/attachments/A1${parameters}` }, context());
    expect(incomplete?.reason).toContain(`read mail:///messages/AAMk${parameters}, `);
  });
});

describe("read_resource of an attachment", () => {
  const place = "/me/messages/AAMk=/attachments/A1";
  const attachmentUri = `${uri}/attachments/A1`;
  const file = {
    "@odata.type": "#microsoft.graph.fileAttachment",
    id: "A1",
    name: "list.csv",
    contentType: "text/csv",
    size: 9,
    isInline: false,
  };

  it("downloads a file and gives its text", async () => {
    const bytes = new TextEncoder().encode("a,b\n1,2\n");
    const context = fakeContext({
      answers: { [place]: file },
      download: { bytes, mediaType: "application/octet-stream" },
      extractText: () => ({ text: "a,b\n1,2", detectedType: "text/csv" }),
    });
    const output = await read({ uri: attachmentUri }, context);
    expect(context.calls).toEqual([
      { method: "GET", url: `${place}?$select=id,name,contentType,size,isInline` },
      { method: "DOWNLOAD", url: `${place}/$value` },
    ]);
    expect(context.documents).toMatchObject([{ bytes, mediaType: "text/csv", name: "list.csv" }]);
    expect(output).toMatchObject({
      kind: "mail-attachment",
      attachment: { name: "list.csv", type: "file" },
      body: { contentType: "text/csv", content: "a,b\n1,2" },
    });
  });

  it.each(["fileAttachment", "itemAttachment"])("refuses a %s that is too large, before it is loaded", async (type) => {
    const attachment = { ...file, "@odata.type": `#microsoft.graph.${type}`, size: 25_000_001 };
    const context = fakeContext({ answers: () => attachment });
    await expect(read({ uri: attachmentUri }, context)).rejects.toEqual(
      refusedAs("too_large", "at most 25 MB are read"),
    );
    expect(context.calls).toHaveLength(1);
  });

  it("that is a link to a file in the cloud tells how to get at it, and loads nothing", async () => {
    const link = { ...file, "@odata.type": "#microsoft.graph.referenceAttachment", name: "Plan.docx" };
    const context = fakeContext({ answers: () => link });
    const output = await read({ uri: attachmentUri }, context);
    expect(output).toMatchObject({ attachment: { name: "Plan.docx", type: "link" }, moreContent: false });
    expect(output).not.toHaveProperty("body");
    expect(output.incomplete?.reason).toContain(`read ${uri}, and give that address to read_resource`);
    expect(context.calls).toHaveLength(1);
  });

  it("is not downloaded where there is no room for it", async () => {
    const withDocumentRoom = vi.fn((_expectedBytes?: number) => {
      throw new ToolError("rate_limited", "Too many of your documents are being read now.");
    });
    for (const found of [file, { ...file, "@odata.type": "#microsoft.graph.itemAttachment" }]) {
      const context = fakeContext({ answers: () => found, withDocumentRoom });
      expect(await toolErrorOf(read({ uri: attachmentUri }, context))).toMatchObject({ code: "rate_limited" });
      expect(context.calls.map(({ method }) => method)).toEqual(["GET"]);
    }
    // Of an attached item, the size of its bytes is not known.
    expect(withDocumentRoom.mock.calls.map(([expectedBytes]) => expectedBytes)).toEqual([file.size, undefined]);
  });
});

describe("read_resource refuses", () => {
  it("pages, which mail doesn't have", async () => {
    expect(await refusalOf({ uri, startPage: 1 }, { answers: mailbox({}) })).toEqual(
      refusedAs("invalid_input", "startPage"),
    );
  });

  it("a cursor of another resource", async () => {
    const context = fakeContext({
      extractText: () => ({ text: "x".repeat(100_000), detectedType: "text/html" }),
      answers: mailbox({}),
    });
    const { nextCursor } = await read({ uri }, context);
    await expect(read({ uri: "mail:///messages/BBBB", cursor: nextCursor }, context)).rejects.toEqual(
      refusedAs("invalid_input", uri),
    );
  });
});
