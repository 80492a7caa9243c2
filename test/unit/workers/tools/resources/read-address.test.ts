import { describe, expect, it } from "vitest";
import { ToolError } from "#common/errors.ts";
import { refusedAs, toolErrorOf } from "#test/support/tool-error-of.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { fakeContext, type GraphAnswers } from "../fake-context.ts";
import { read } from "./read.ts";

const guid = "6e3b2f0e-58a1-4f6c-9d0d-7f1f3c1d2a3b";
const teams = "https://teams.microsoft.com";
const file = {
  id: "01VRZMWHPGDM5KTXS53RF3SSGHW7SGGPKL",
  name: "Plan.docx",
  size: 5,
  file: { mimeType: "text/plain" },
  parentReference: { driveId: "b!abc", driveType: "documentLibrary" },
};
const fileUri = `file:///b!abc/${file.id}`;

const graph = (answers: Readonly<Record<string, unknown>> | GraphAnswers, more: object = {}) =>
  fakeContext({ answers, tenantId: guid, ...more });

describe("an address that a person pastes", () => {
  const message = { id: "AAkALg-immutable_=", subject: "Offer", body: { contentType: "text", content: "Hi" } };

  it.each([
    {
      address: "https://outlook.office365.com/owa/?ItemID=AAMk%2Fx%2B%3D&exvsurl=1&viewmodel=ReadMessageItem",
      uri: "mail:///messages/AAkALg-immutable_%3D",
      answers: { "/me/messages/AAMk-x_=": message, "/me/messages/AAkALg-immutable_=": message },
    },
    {
      address: "https://contoso.sharepoint.com/:w:/s/a/EaBc?e=x",
      uri: fileUri,
      answers: (path: string) => (path === "/search/query" ? { value: [] } : file),
    },
  ])("is answered like the item's own uri, and with it: $address", async ({ address, uri, answers }) => {
    const byAddress = await read({ uri: address }, graph(answers));
    const byUri = await read({ uri }, graph(answers));
    expect(byAddress).toEqual(byUri);
    expect(byAddress.uri).toBe(uri);
  });

  it("goes on with the cursor by the address and by the uri, without a second look at the link", async () => {
    const address = "https://contoso.sharepoint.com/:w:/s/a/EaBc";
    const answers = () => file;
    const extractText = () => ({ text: "word ".repeat(30_000), detectedType: "text/plain" });
    const first = await read({ uri: address }, graph(answers, { extractText }));
    expect(first).toMatchObject({ uri: fileUri, kind: "file", moreContent: true });
    for (const uri of [address, fileUri]) {
      const context = graph(answers, { extractText });
      const second = await read({ uri, cursor: first.nextCursor }, context);
      expect(second.uri).toBe(fileUri);
      expect(second.body?.startCharacter).toBe(first.body?.endCharacter);
      expect(context.calls.some(({ url }) => url.startsWith("/shares/"))).toBe(false);
      const third = await read({ uri, cursor: second.nextCursor }, graph(answers, { extractText }));
      expect(third.body?.startCharacter).toBe(second.body?.endCharacter);
    }
    const other = graph(answers);
    const refusal = await toolErrorOf(read({ uri: `${address}d`, cursor: first.nextCursor }, other));
    expect(refusal).toEqual(refusedAs("invalid_input", fileUri));
    expect(other.calls).toEqual([]);
  });

  it.each([
    [
      "https://contoso.sharepoint.com/sites/a/Docs/Forms/AllItems.aspx?id=%2Fsites%2Fa%2FDocs%2FA%20%26%20B%231&x=7",
      "https://contoso.sharepoint.com/sites/a/Docs/A%20%26%20B%231",
    ],
    [
      "https://contoso.sharepoint.com/sites/a/Docs/Forms/DispForm.aspx?ID=7",
      "https://contoso.sharepoint.com/sites/a/Docs/Forms/DispForm.aspx?ID=7",
    ],
  ])("of a browser's view is that of the item which it shows: %s", async (address, item) => {
    const context = graph(() => file);
    await read({ uri: address }, context);
    expect(context.calls[0]?.url).toContain(`/shares/u!${Buffer.from(item).toString("base64url")}/driveItem`);
  });
});

describe("an address that leads to nothing", () => {
  const channelMessage = (tenantId: string) =>
    `${teams}/l/message/19:a@thread.tacv2/1700000000000?groupId=${guid}&tenantId=${tenantId}`;
  const none = graph({});
  const refusalOf = (uri: string, context: ToolContext = none) => toolErrorOf(read({ uri }, context));

  it.each([
    ["https://outlook.office.com/mail/inbox/id/AAMk", "outlook_email_search"],
    ["https://outlook.office.com/calendar/item/AAMk", "outlook_calendar_search"],
    [channelMessage(guid), "chat_message_search"],
    ["https://contoso.sharepoint.com/:w:/s/a/EaBc", "sharepoint_search"],
  ])("says by which tool the item is found: %s", async (address, tool) => {
    expect(await refusalOf(address)).toEqual(refusedAs("not_found", tool));
  });

  it("says whether it names another organisation", async () => {
    const other = "11111111-2222-4333-8444-555555555555";
    expect((await refusalOf(channelMessage(other))).message).toContain("another organisation");
    expect((await refusalOf(channelMessage(guid.toUpperCase()))).message).not.toContain("another organisation");
  });

  it("passes on what is not due to it, and what was refused to a uri, as it was", async () => {
    const limited = new ToolError("rate_limited", "Later.", { retryAfterSeconds: 3 });
    expect(
      await refusalOf(
        channelMessage(guid),
        graph(() => limited),
      ),
    ).toBe(limited);
    const missing = await refusalOf("teams:///chats/19:a@thread.v2/messages/1");
    expect(missing.message).not.toContain("chat_message_search");
    const forbidden = new ToolError("forbidden", "No.", { traceId: "t" });
    const refusal = await refusalOf(
      channelMessage(guid),
      graph(() => forbidden),
    );
    expect(refusal).toMatchObject({ code: "forbidden", details: { traceId: "t" } });
  });

  it("is refused before anything is asked where it is one of another cloud", async () => {
    const context = graph({});
    const refusal = await refusalOf("https://contoso.sharepoint.us/sites/x/Plan.docx", context);
    expect(refusal).toEqual(refusedAs("invalid_input", "US government"));
    expect(context.calls).toEqual([]);
  });
});
