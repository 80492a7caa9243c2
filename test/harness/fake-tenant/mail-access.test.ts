import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Fixture, graphCode, listOf, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const enc = encodeURIComponent;

describe("permissions on mail", () => {
  it("are needed: without any mail scope everything is ErrorAccessDenied", async () => {
    const hana = fixture.person("hana.mori");
    for (const path of [
      "/me/messages",
      "/me/mailFolders",
      "/me/mailFolders/inbox/messages",
      "/me/messages/x/attachments",
    ]) {
      const answer = await fixture.graph(hana, path, { mint: { scopes: ["User.Read", "Files.Read.All"] } });
      expect([answer.status, graphCode(answer)]).toEqual([403, "ErrorAccessDenied"]);
    }
  });

  it("with Mail.ReadBasic show metadata alone, and refuse body, attachments and search", async () => {
    const sora = fixture.person("sora.abe");
    const [first] = listOf(await fixture.graph(sora, "/me/messages?$top=1"));
    expect(first).toHaveProperty("subject");
    for (const name of ["body", "bodyPreview", "uniqueBody"]) expect(first).not.toHaveProperty(name);
    const [selected] = listOf(await fixture.graph(sora, "/me/messages?$top=1&$select=subject,bodyPreview"));
    expect(selected).not.toHaveProperty("bodyPreview");
    const id = enc(String(first?.id));
    const refused = [
      "/me/messages?$select=body",
      `/me/messages?$search=${enc('"customs"')}`,
      `/me/messages?$filter=${enc("contains(body/content,'x')")}`,
      `/me/messages/${id}?$select=body`,
      `/me/messages/${id}?$expand=attachments`,
      `/me/messages/${id}/attachments`,
      `/me/messages/${id}/$value`,
    ];
    for (const path of refused) {
      const answer = await fixture.graph(sora, path);
      expect([path, answer.status, graphCode(answer)]).toEqual([path, 403, "ErrorAccessDenied"]);
    }
  });

  it("let a delegate read a shared mailbox with Mail.Read.Shared only", async () => {
    const hana = fixture.person("hana.mori");
    const path = "/users/info@aozora-coffee.example/messages?$top=50&$select=subject";
    expect(listOf(await fixture.graph(hana, path)).length).toBeGreaterThan(10);
    const without = await fixture.graph(hana, path, { mint: { scopes: ["Mail.Read"] } });
    expect([without.status, graphCode(without)]).toEqual([403, "ErrorAccessDenied"]);
  });

  it("refuse a mailbox that was not shared, in either documented way", async () => {
    const tom = fixture.person("tom.becker");
    const path = "/users/info@aozora-coffee.example/messages";
    const missing = await fixture.graph(tom, path);
    expect([missing.status, graphCode(missing)]).toEqual([404, "ErrorItemNotFound"]);
    await fixture.tenant.control.setBehaviour({ undelegatedMailboxStatus: 403 });
    const denied = await fixture.graph(tom, path);
    expect([denied.status, graphCode(denied)]).toEqual([403, "ErrorAccessDenied"]);
    await fixture.tenant.control.shareMailbox(fixture.person("info@aozora-coffee.example").id, tom.id);
    expect((await fixture.graph(tom, path)).status).toBe(200);
  });

  it("treat one's own address as one's own mailbox", async () => {
    const hana = fixture.person("hana.mori");
    for (const name of [hana.id, hana.userPrincipalName]) {
      const answer = await fixture.graph(hana, `/users/${enc(name)}/messages?$top=1`, {
        mint: { scopes: ["Mail.Read"] },
      });
      expect(answer.status).toBe(200);
    }
  });

  it("never reach another tenant: its people are unknown here", async () => {
    const hana = fixture.person("hana.mori");
    const lena = fixture.person("lena.vogt@nordlys-kaffe.example");
    for (const name of [lena.id, "ingrid.dahl@nordlys-kaffe.example", "nobody@aozora-coffee.example"]) {
      const answer = await fixture.graph(hana, `/users/${enc(name)}/messages`);
      expect([answer.status, graphCode(answer)]).toEqual([404, "ErrorInvalidUser"]);
    }
  });

  it("find no mailbox for a guest or an on-premises user", async () => {
    const guest = fixture.home.users.find(({ userType }) => userType === "Guest");
    if (guest === undefined) throw new Error("The seed holds no guest.");
    const answer = await fixture.graph(guest, "/me/messages");
    expect([answer.status, graphCode(answer)]).toEqual([404, "MailboxNotEnabledForRESTAPI"]);
  });
});

describe("the directory", () => {
  it("shows oneself with User.Read and others only with User.ReadBasic.All", async () => {
    const hana = fixture.person("hana.mori");
    expect((await fixture.graph(hana, "/me?$select=id,displayName")).json).toMatchObject({
      id: hana.id,
      displayName: "Hana Mori",
    });
    const other = "/users/kenji.tanaka@aozora-coffee.example";
    const denied = await fixture.graph(hana, other, { mint: { scopes: ["User.Read"] } });
    expect([denied.status, graphCode(denied)]).toEqual([403, "Authorization_RequestDenied"]);
    const seen = await fixture.graph(hana, other, { mint: { scopes: ["User.ReadBasic.All"] } });
    expect(seen.json.displayName).toBe("Kenji Tanaka");
    const missing = await fixture.graph(hana, "/users/nobody@aozora-coffee.example", {
      mint: { scopes: ["User.ReadBasic.All"] },
    });
    expect([missing.status, graphCode(missing)]).toEqual([404, "Request_ResourceNotFound"]);
    expect((await fixture.graph(hana, "/me?$select=nonsense")).status).toBe(400);
  });
});

describe("isolation", () => {
  it("keeps every user's canaries inside that user's mailbox", async () => {
    const users = fixture.directory.tenants
      .flatMap((tenant) => tenant.users)
      .filter(({ hasMailbox, isSharedMailbox }) => hasMailbox && !isSharedMailbox);
    for (const user of users) {
      const answer = await fixture.graph(user, "/me/messages?$top=1000&$expand=attachments", {
        mint: { scopes: ["Mail.Read"] },
      });
      const decoded =
        answer.text +
        listOf(answer)
          .map(({ attachments }) =>
            (attachments as { contentBytes?: string }[])
              .map(({ contentBytes = "" }) => Buffer.from(contentBytes, "base64").toString())
              .join(),
          )
          .join();
      for (const other of users) {
        for (const canary of other.canaries)
          expect([user.displayName, decoded.includes(canary)]).toEqual([user.displayName, other === user]);
      }
    }
  });

  it("adds many alike tenants at once, whose users find their own canaries alone", async () => {
    const made = await fixture.tenant.control.populate({ tenants: 8, usersPerTenant: 5, messagesPerUser: 3 });
    const users = made.flatMap((tenant) => tenant.users);
    expect(new Set(users.flatMap(({ canaries }) => canaries)).size).toBe(8 * 5 * 3);
    for (const user of users.slice(0, 6)) {
      const answer = await fixture.graph(user, "/me/messages");
      expect(listOf(answer)).toHaveLength(4);
      for (const other of users) expect(answer.text.includes(other.canaries[0] ?? "-")).toBe(other === user);
    }
  });

  it("adds tenants and users at will, for tests of many", async () => {
    const { control } = fixture.tenant;
    const before = (await control.directory()).tenants.length;
    for (let index = 0; index < 64; index += 1) {
      const tenant = await control.addTenant({ domain: `t${index}.example`, scopes: ["User.Read", "Mail.Read"] });
      const user = await control.addUser({ tenantId: tenant.id, alias: "u", displayName: `User ${index}` });
      await control.addMessage(user.id, { subject: `Only in ${index}` });
      expect(listOf(await fixture.graph(user, "/me/messages?$select=subject")).at(0)?.subject).toBe(`Only in ${index}`);
    }
    expect((await control.directory()).tenants).toHaveLength(before + 64);
  });
});
