import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AddedMessage, DirectoryUser } from "#test/fake-tenant/control/fake-control.ts";
import { type Fixture, graphCode, listOf, startFixture } from "./fixture.ts";

let fixture: Fixture;
let user: DirectoryUser;
let full: AddedMessage;
let plain: AddedMessage;
beforeAll(async () => {
  fixture = await startFixture();
  const { control } = fixture.tenant;
  user = await control.addUser({ tenantId: fixture.home.id, alias: "reader", displayName: "Reader" });
  [full, plain] = (await control.addMessages(user.id, [
    {
      subject: "With everything",
      html:
        "<html><body><p>New text &amp; more</p><table><tr><td>A</td><td>B</td></tr></table><div " +
        'id="divRplyFwdMsg">Old text</div></body></html>',
      headers: [{ name: "X-Custom", value: "yes" }],
      attachments: [
        { name: "notes.md", contentType: "text/markdown", text: "# Notes\n日本語\n" },
        { name: "logo.png", contentType: "image/png", base64: "AAEC", isInline: true, contentId: "logo" },
        {
          name: "Inner mail",
          contentType: null,
          item: {
            subject: "Inner subject",
            html: "<p>inner</p>",
            attachments: [{ name: "deep.txt", contentType: "text/plain", text: "deep" }],
          },
        },
        { name: "In the cloud", contentType: null, kind: "reference" },
      ],
    },
    { subject: "Plain", text: "Just <text>" },
  ])) as [AddedMessage, AddedMessage];
});
afterAll(() => fixture.close());

const enc = encodeURIComponent;
const get = (path: string, headers?: Record<string, string>) =>
  fixture.graph(user, path, headers === undefined ? {} : { headers });
const attachments = async (query = "$select=id,name,contentType,size,isInline") =>
  listOf(await get(`/me/messages/${enc(full.id)}/attachments?${query}`));
const idOf = async (name: string) => String((await attachments()).find((attachment) => attachment.name === name)?.id);

describe("ids", () => {
  it("are base64 with the alphabet for addresses, and open the message", async () => {
    for (const { id } of [full, plain]) expect(id).toMatch(/^[\w-]+=*$/);
    expect((await get(`/me/messages/${enc(full.id)}`)).json.subject).toBe("With everything");
  });

  it("are immutable ones when asked for, and both kinds open the message", async () => {
    const prefer = { prefer: 'IdType="ImmutableId", outlook.body-content-type="text"' };
    const byOrdinary = await get(`/me/messages/${enc(full.id)}?$select=id`, prefer);
    expect(byOrdinary.json.id).toBe(full.immutableId);
    expect(full.immutableId).not.toBe(full.id);
    expect((await get(`/me/messages/${enc(full.immutableId)}?$select=id`)).json.id).toBe(full.id);
  });

  it("that are malformed are refused, and well-formed strangers are not found", async () => {
    const malformed = await get("/me/messages/not-an-id");
    expect([malformed.status, graphCode(malformed)]).toEqual([400, "ErrorInvalidIdMalformed"]);
    const hana = fixture.person("hana.mori");
    const other = listOf(await fixture.graph(hana, "/me/messages?$top=1"))[0];
    const strange = await get(`/me/messages/${enc(String(other?.id))}`);
    expect([strange.status, graphCode(strange)]).toEqual([404, "ErrorItemNotFound"]);
  });
});

describe("bodies", () => {
  it("come as html or text as preferred, and the answer says so", async () => {
    const html = await get(`/me/messages/${enc(full.id)}?$select=body`, { prefer: 'outlook.body-content-type="html"' });
    expect(html.json.body).toMatchObject({ contentType: "html" });
    expect(html.headers["preference-applied"]).toBe('outlook.body-content-type="html"');
    const text = await get(`/me/messages/${enc(full.id)}?$select=body,uniqueBody`, {
      prefer: 'outlook.body-content-type="text"',
    });
    expect(text.json.body).toEqual({
      contentType: "text",
      content: expect.stringContaining("New text & more\r\nA\tB"),
    });
    expect((text.json.uniqueBody as { content: string }).content).not.toContain("Old text");
    expect((text.json.body as { content: string }).content).toContain("Old text");
    const wrapped = await get(`/me/messages/${enc(plain.id)}?$select=body`, {
      prefer: 'outlook.body-content-type="html"',
    });
    expect((wrapped.json.body as { content: string }).content).toContain("Just &lt;text>");
    expect((await get(`/me/messages/${enc(plain.id)}`)).headers).not.toHaveProperty("preference-applied");
  });

  it("have a preview of at most 255 characters", async () => {
    const long = await fixture.tenant.control.addMessage(user.id, { subject: "Long", text: "𠮷".repeat(400) });
    const answer = await get(`/me/messages/${enc(long.id)}?$select=bodyPreview`);
    expect([...String(answer.json.bodyPreview)]).toHaveLength(255);
  });

  it("and headers come only on request, or as MIME", async () => {
    const normal = await get(`/me/messages/${enc(full.id)}`);
    expect(normal.json).not.toHaveProperty("uniqueBody");
    expect(normal.json).not.toHaveProperty("internetMessageHeaders");
    const headers = await get(`/me/messages/${enc(full.id)}?$select=internetMessageHeaders`);
    expect(headers.json.internetMessageHeaders).toEqual([{ name: "X-Custom", value: "yes" }]);
    const mime = await get(`/me/messages/${enc(full.id)}/$value`);
    expect(mime.headers["content-type"]).toBe("text/plain");
    expect(mime.text).toMatch(/^From: .*\r\nTo: .*\r\nSubject: With everything\r\n/);
    expect(mime.text).toContain("Content-Type: multipart/mixed");
  });
});

describe("attachments", () => {
  it("are listed with their bytes unless properties are selected", async () => {
    const withBytes = await attachments("");
    expect(withBytes.map((attachment) => attachment["@odata.type"])).toEqual([
      "#microsoft.graph.fileAttachment",
      "#microsoft.graph.fileAttachment",
      "#microsoft.graph.itemAttachment",
      "#microsoft.graph.referenceAttachment",
    ]);
    expect(Buffer.from(String(withBytes[0]?.contentBytes), "base64").toString()).toContain("日本語");
    const selected = await attachments();
    expect(Object.keys(selected[0] ?? {}).sort()).toEqual([
      "@odata.type",
      "contentType",
      "id",
      "isInline",
      "name",
      "size",
    ]);
    const cast = await attachments("$select=name,microsoft.graph.fileAttachment/contentId");
    expect(cast[1]).toMatchObject({ name: "logo.png", contentId: "logo" });
    const refused = await get(`/me/messages/${enc(full.id)}/attachments?$select=contentBytes`);
    expect(graphCode(refused)).toBe("RequestBroker--ParseUri");
  });

  it("are paged when fewer are asked for", async () => {
    await fixture.tenant.control.setBehaviour({ emptyPages: false });
    const first = await get(`/me/messages/${enc(full.id)}/attachments?$top=3&$select=name`);
    expect(listOf(first)).toHaveLength(3);
    const next = String(first.json["@odata.nextLink"]).slice(`${fixture.tenant.graphBaseUrl}/v1.0`.length);
    const second = await get(next);
    expect(listOf(second).map(({ name }) => name)).toEqual(["In the cloud"]);
    expect(second.json).not.toHaveProperty("@odata.nextLink");
  });

  it("give their bytes, their MIME, or nothing, by kind", async () => {
    const value = async (name: string) =>
      get(`/me/messages/${enc(full.id)}/attachments/${enc(await idOf(name))}/$value`);
    const file = await value("notes.md");
    expect([file.headers["content-type"], file.text]).toEqual(["text/markdown", "# Notes\n日本語\n"]);
    expect((await value("Inner mail")).text).toContain("Subject: Inner subject");
    expect((await value("In the cloud")).status).toBe(405);
  });

  it("show the attached message when expanded", async () => {
    const path = `/me/messages/${enc(full.id)}/attachments/${enc(await idOf("Inner mail"))}`;
    expect((await get(path)).json).not.toHaveProperty("item");
    const expanded = await get(`${path}?$expand=microsoft.graph.itemattachment/item`);
    expect(expanded.json.item).toMatchObject({
      "@odata.type": "#microsoft.graph.message",
      id: "",
      subject: "Inner subject",
    });
  });

  it("come along with a message when expanded there", async () => {
    const answer = await get(`/me/messages/${enc(full.id)}?$select=subject&$expand=attachments($select=id,name)`);
    expect(answer.json.attachments).toHaveLength(4);
    expect((answer.json.attachments as object[])[0]).not.toHaveProperty("contentBytes");
  });

  it("have other ids with immutable ids, and both open them", async () => {
    const list = await get(`/me/messages/${enc(full.id)}/attachments?$select=id`, { prefer: 'IdType="ImmutableId"' });
    const id = String(listOf(list)[0]?.id);
    expect(id).not.toBe(await idOf("notes.md"));
    expect((await get(`/me/messages/${enc(full.id)}/attachments/${enc(id)}`)).json.name).toBe("notes.md");
  });

  it("count for hasAttachments only when they are not inline", async () => {
    const inline = await fixture.tenant.control.addMessage(user.id, {
      subject: "Inline only",
      attachments: [{ name: "x.png", contentType: "image/png", base64: "AA==", isInline: true }],
    });
    expect((await get(`/me/messages/${enc(inline.id)}`)).json.hasAttachments).toBe(false);
    expect((await get(`/me/messages/${enc(full.id)}`)).json.hasAttachments).toBe(true);
  });
});

describe("folders", () => {
  it("are found by id and by well-known name, in any letter case", async () => {
    const inbox = await get("/me/mailFolders/Inbox");
    expect(inbox.json).toMatchObject({ displayName: "Inbox", isHidden: false });
    expect((await get(`/me/mailFolders/${enc(String(inbox.json.id))}`)).json.displayName).toBe("Inbox");
    expect(graphCode(await get("/me/mailFolders/Projekte"))).toBe("ErrorInvalidIdMalformed");
  });

  it("nest three deep, with one name at several levels, and hide the hidden", async () => {
    const hana = fixture.person("hana.mori");
    const names = async (path: string) => listOf(await fixture.graph(hana, path)).map(({ displayName }) => displayName);
    expect(await names("/me/mailFolders?$top=100")).toContain("Projects");
    const children = listOf(await fixture.graph(hana, "/me/mailFolders/inbox/childFolders?$top=100"));
    const projects = children.find(({ displayName }) => displayName === "Projects");
    expect(projects).toMatchObject({ childFolderCount: 2 });
    expect(await names(`/me/mailFolders/${enc(String(projects?.id))}/childFolders`)).toEqual([
      "Ethiopia",
      "Kyoto Roastery",
    ]);
    expect(children.map(({ displayName }) => displayName)).not.toContain("Quarantine");
    expect(await names("/me/mailFolders/inbox/childFolders?includeHiddenFolders=true")).toContain("Quarantine");
    expect(await names("/me/mailFolders?$top=100&includeHiddenFolders=true")).toContain("Clutter");
  });

  it("filter by name and refuse other filters", async () => {
    const hana = fixture.person("hana.mori");
    const answer = await fixture.graph(hana, `/me/mailFolders?$filter=${enc("displayName eq 'invoices'")}`);
    expect(listOf(answer)).toHaveLength(1);
    expect(graphCode(await fixture.graph(hana, `/me/mailFolders?$filter=${enc("subject eq 'x'")}`))).toBe(
      "RequestBroker--ParseUri",
    );
  });
});
