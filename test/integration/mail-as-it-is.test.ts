import { beforeAll, beforeEach, describe, expect } from "vitest";
import type { DirectoryUser } from "#test/fake-tenant/control/control-types.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { clientFor, membersWithMail, outputOf } from "#test/support/tool-answers.ts";

const tool = "outlook_email_search";
const ownDomain = (address: string) => `${address}@aozora-coffee.example`;
const scopes = ["User.Read", "Mail.Read", "Mail.Read.Shared"];

let stack: SharedStack;
let ann: DirectoryUser;
let colleague: DirectoryUser;
let client: McpClient;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
});
beforeAll(async () => {
  const { control } = stack.fake;
  [colleague] = await membersWithMail(stack.fake);
  const { tenantId } = colleague;
  await control.setGrants(tenantId, ["User.Read"]);
  ann = await control.addUser({ tenantId, alias: "ann.lee", displayName: "Ann Lee" });
  await control.setGrants(tenantId, scopes, ann.id);
  client = await connectModern(stack.gateways[0].mcpUrl, await control.mintToken({ userId: ann.id }));
  await control.addMessages(ann.id, [
    { subject: "From a colleague", from: { name: "Bo", address: ownDomain("bo.chan") } },
    { subject: "From a robot", from: { name: "Robot", address: "no_reply@partner.example" } },
    { subject: "From outside", from: { name: "Cy", address: "cy@partner.example" }, fromAliases: ["cy.old@x.example"] },
    { subject: "Kept", folder: "Archive" },
    { subject: "会議のお知らせ", text: "本店営業部の田中です。" },
  ]);
  await control.generateMessages(ann.id, { count: 420, text: "needle", folder: "Bulk/Deep", apartSeconds: 7_200 });
  await control.addMessages(colleague.id, [
    { subject: "For the team", attachments: [{ name: "a.txt", contentType: "text/plain", text: "plan" }] },
  ]);
});
beforeEach(() => stack.fake.control.resetScript());

const search = (args: Record<string, unknown>) => outputOf(client, tool, args);
type Hits = { subject: string; uri: string; senderMatch?: string }[];
const hitsOf = ({ messages }: Record<string, unknown>) => messages as Hits;
const subjectsOf = async (args: Record<string, unknown>) => hitsOf(await search(args)).map(({ subject }) => subject);
const worlds = [true, false];

describe("a sender", () => {
  test.for(worlds)("is found by the address whatever the filter misses: %s", async (senderFilterMisses) => {
    await stack.fake.control.setBehaviour({ senderFilterMisses });
    expect(await subjectsOf({ sender: ownDomain("bo.chan") })).toEqual(["From a colleague"]);
    expect(await subjectsOf({ sender: "no_reply@partner.example" })).toEqual(["From a robot"]);
    expect(await subjectsOf({ sender: ownDomain("bo.chan"), offset: 1 })).toEqual([]);
    const { messages } = await search({ sender: "cy@partner.example" });
    expect(messages).toEqual([expect.not.objectContaining({ senderMatch: expect.anything() })]);
  });

  test("is found by an alias, which the hit says", async () => {
    expect(hitsOf(await search({ sender: "cy.old@x.example" }))).toMatchObject([
      { subject: "From outside", senderMatch: "matched by name or alias" },
    ]);
  });
});

describe("with Mail.ReadBasic alone", () => {
  let basic: McpClient;
  beforeAll(async () => {
    const { control } = stack.fake;
    const { tenantId } = colleague;
    const { id } = await control.addUser({ tenantId, alias: "bea.basic", displayName: "Bea Basic" });
    await control.setGrants(tenantId, ["User.Read", "Mail.ReadBasic"], id);
    await control.addMessages(id, [{ subject: "Hello", from: { name: "Bo", address: ownDomain("bo.chan") } }]);
    basic = await connectModern(stack.gateways[0].mcpUrl, await control.mintToken({ userId: id }));
  });

  test("an answer without the sender's mail says what may be missing", async () => {
    const { messages, incomplete } = await outputOf(basic, tool, { sender: ownDomain("bo.chan") });
    expect(messages).toEqual([]);
    expect(incomplete).toMatchObject({
      reason: expect.stringContaining("does not find every sender"),
      missingScopes: ["Mail.Read"],
    });
  });

  test.for(worlds)("a message or folder is read, or the missing permission is named: %s", async (refuses) => {
    await stack.fake.control.setBehaviour({ readBasicRefusesSingles: refuses });
    const [hit] = hitsOf(await outputOf(basic, tool, {}));
    for (const uri of [hit?.uri, "mail:///folders/inbox"]) {
      const answer = await basic.call("read_resource", { uri });
      expect(answer.isError).toBe(refuses);
      if (refuses) {
        expect(answer.texts[0]).toMatch(/^permission_missing: .*Mail\.ReadBasic alone.*Mail\.Read/);
        expect(answer.meta).toMatchObject({ "m365-connector/error": { missingScopes: ["Mail.Read"] } });
      }
    }
  });
});

describe("another's mailbox", () => {
  test("is found by an address that is no user name, with the directory", async () => {
    const { control } = stack.fake;
    const { tenantId } = colleague;
    const addresses = { mail: "sales@x.example", otherAddresses: ["old.sales@x.example"] };
    const shared = await control.addUser({ tenantId, alias: "team.sales", displayName: "Sales", ...addresses });
    await control.shareMailbox(shared.id, ann.id);
    await control.addMessages(shared.id, [{ subject: "Quarter" }]);
    const owners = ["sales@x.example", "old.sales@x.example"];
    for (const mailboxOwnerEmail of owners) {
      expect((await client.call(tool, { mailboxOwnerEmail })).texts[0]).toMatch(/^not_found: /);
    }
    await control.setGrants(tenantId, [...scopes, "User.Read.All"], ann.id);
    const knowing = await clientFor(stack, ann);
    for (const mailboxOwnerEmail of owners) {
      const [hit] = hitsOf(await outputOf(knowing, tool, { mailboxOwnerEmail }));
      expect(hit?.subject).toBe("Quarter");
      expect((await knowing.call("read_resource", { uri: hit?.uri })).texts[0]).toContain('"Quarter"');
    }
    await control.setGrants(tenantId, scopes, ann.id);
  });
});

describe("a hit of a text search", () => {
  const receivedDateTime = "2026-02-03T04:05:06Z";
  const attachments = [{ name: "a.txt", contentType: "text/plain", text: "plan" }];
  const read = (uri = "") => client.call("read_resource", { uri });
  const hitOf = async (query: string) => hitsOf(await search({ query }))[0]?.uri ?? "";
  let moved: string;

  beforeEach(async () => {
    const { control } = stack.fake;
    const subject = `Roadmap${Math.floor(performance.now() * 1_000)}`;
    const others = ["one", "two"].map((name) => ({ subject: name, receivedDateTime }));
    const [message] = await control.addMessages(ann.id, [{ subject, receivedDateTime, attachments }, ...others]);
    moved = await hitOf(subject);
    await control.moveMessage(ann.id, message?.id ?? "", "Roadmaps");
  });

  test("is read after it moved, with its attachments and conversation, by ids that stay", async () => {
    expect(moved).toMatch(/~[0-9a-z]{6}-[0-9a-z]{4}$/);
    const [text = ""] = (await read(moved)).texts;
    expect(text).toContain('"Roadmap');
    const [attachment = ""] = /mail:[^"]*attachments[^"]*/.exec(text) ?? [];
    const [, id = ""] = /messages\/(AAkA[^/]*)/.exec(attachment) ?? [];
    await stack.fake.control.moveMessage(ann.id, decodeURIComponent(id), "Inbox");
    expect((await read(attachment)).texts[0]).toContain("plan");
    expect((await read(`${moved}/conversation`)).texts[0]).toContain('"Roadmap');
  });

  test("of which there are copies by then is refused", async () => {
    const { control } = stack.fake;
    const copy = { subject: "Copied once", receivedDateTime, internetMessageId: "<copy@x.example>" };
    const [first] = await control.addMessages(ann.id, [copy]);
    const uri = await hitOf("Copied once");
    await control.moveMessage(ann.id, first?.id ?? "", "Copies");
    await control.addMessages(ann.id, [{ ...copy, folder: "Copies" }]);
    expect((await read(uri)).texts[0]).toMatch(/^not_found: .*several copies/);
  });

  test("costs no request more while it stays, and one that is gone is not found", async () => {
    const { control } = stack.fake;
    await control.addMessages(ann.id, [{ subject: "Staying" }]);
    const uri = await hitOf("Staying");
    await control.resetStats();
    await read(uri);
    expect((await control.stats()).requests.filter(({ path }) => path.includes("$filter"))).toEqual([]);
    const gone = uri.replace(/.{9}(?:%3D)*~.*/, "AAAA-AAAA~t00000-abcd");
    expect((await read(gone)).texts[0]).toMatch(/^not_found: .*no such item/);
  });
});

describe("Japanese text", () => {
  test("is found by its words, however they stand in the message", async () => {
    expect(await search({ query: "営業部" })).not.toHaveProperty("incomplete");
    expect(await subjectsOf({ query: "営業部" })).toEqual(["会議のお知らせ"]);
    const apart = await search({ query: "営業部の会議" });
    expect(hitsOf(apart).map(({ subject }) => subject)).toEqual(["会議のお知らせ"]);
    expect(apart).toMatchObject({
      effectiveQuery: { kql: "(営業 AND 部 AND 会議)" },
      incomplete: { reason: expect.stringContaining("in any order") },
    });
  });
});

describe("a folder", () => {
  test.for([["archive"], []])("called Archive is searched and read whoever made it: %j", async (missing) => {
    await stack.fake.control.setBehaviour({ missingWellKnownFolders: missing });
    expect(await subjectsOf({ folderName: "Archive" })).toEqual(["Kept"]);
    const { mailFolder } = await outputOf(client, "read_resource", { uri: "mail:///folders/archive" });
    expect(mailFolder).toMatchObject({ name: "Archive", messages: [{ subject: "Kept" }] });
  });
});

describe("a mailbox that shares one folder", () => {
  test("is searched and read there, and says so", async () => {
    const { control } = stack.fake;
    await control.shareFolder(colleague.id, ann.id, "Inbox");
    const mailboxOwnerEmail = colleague.userPrincipalName;
    const answer = await search({ mailboxOwnerEmail, query: '"For the team"' });
    expect(answer.incomplete).toMatchObject({ reason: expect.stringContaining("Only the Inbox of this mailbox") });
    expect(answer.effectiveQuery).toMatchObject({ folder: "Inbox" });
    const [hit] = hitsOf(answer);
    const read = await outputOf(client, "read_resource", { uri: hit?.uri });
    const { attachments } = read.message as { attachments: { uri: string }[] };
    expect(JSON.stringify(await outputOf(client, "read_resource", { uri: attachments[0]?.uri }))).toContain("plan");

    const refused = await client.call(tool, { mailboxOwnerEmail, folderName: "Projects" });
    expect(refused.texts[0]).toMatch(/^not_found: .*folderName/);
    const { id } = await control.shareFolder(colleague.id, ann.id, "Projects");
    expect((await search({ mailboxOwnerEmail, folderName: id })).incomplete).toBeUndefined();
  });
});
