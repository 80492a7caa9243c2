import { describe, expect, it } from "vitest";
import { codeText } from "#gateway/pages/html.ts";
import { readHtml } from "#test/support/sign-in/read-html.ts";
import { otherTenantId, signInGateway, tenantId, verdictOf } from "../sign-in/sign-in-gateway.ts";

const gateway = signInGateway();

const consented = async (parameters: Record<string, string>, headers: Record<string, string> = {}) => {
  const answer = await gateway.get(`/consented?${new URLSearchParams(parameters)}`, headers);
  return { ...readHtml(answer.body), statusCode: answer.statusCode, body: answer.body };
};

const graph = "https://graph.microsoft.com";
const given = { admin_consent: "True", tenant: tenantId, state: "server-en" };

describe("the page after a consent", () => {
  it("says what the address says, and that this proves nothing", async () => {
    const { title, text, statusCode } = await consented({ ...given, scope: `${graph}/Mail.Read ${graph}/Chat.Read` });
    expect(statusCode).toBe(200);
    expect(title).toBe("Consent given, the address says");
    expect(text).toContain("Permissions, as the address says Mail.Read , Chat.Read");
    expect(text).toContain("App, as the address says Server app");
    expect(text).toContain("Anybody can make up such an address.");
  });

  it("names our own permissions only", async () => {
    const foreign = ["Mail.ReadWrite", "Directory.ReadWrite.All", "constructor", "Mail.Read.evil"];
    const own = ["User.Read", "OnlineMeetingTranscript.Read.All", "Mail.Read.Shared", "access_as_user"];
    const scope = [...foreign, ...own].map((name) => `${graph}/${name}`).join(" ");
    const { body } = await consented({ ...given, scope });
    for (const name of own) expect(body).toContain(codeText(name).html);
    for (const name of foreign) expect(body).not.toContain(name);
    expect((await consented({ ...given, scope: "x" })).text).toContain("none that this connector knows");
    expect((await consented(given)).text).not.toContain("Permissions, as the address says");
  });

  it("leads from the Server app to the Client app of the same tenant, and from there to the start page", async () => {
    const ways = async (state: string) => (await consented({ ...given, state })).links.map(({ href }) => href);
    expect(await ways("server-en")).toContain(`/admin?tenant=${tenantId}&lang=en#consent`);
    expect(await ways("client-en")).not.toContain(`/admin?tenant=${tenantId}&lang=en#consent`);
    expect((await consented({ ...given, state: "client-en" })).text).toContain("How people connect");
  });

  it.each([
    ["AADSTS65004: The user declined", "AADSTS65004", "declined"],
    ["AADSTS650052: x", "AADSTS650052", "Consent to the Server app first"],
    ["AADSTS700016: x", "AADSTS700016", "The operator of this server can fix it"],
    ["AADSTS123456: x", "AADSTS123456", "login.microsoftonline.com/error"],
  ])("of %s gives the number, the cause and who fixes it", async (error_description, number, words) => {
    const { title, text } = await consented({ error: "access_denied", error_description, ...given });
    expect(title).toBe("Consent not given, the address says");
    expect(text).toContain(number);
    expect(text).toContain(words);
    expect(text).not.toContain("Permissions, as the address says");
  });

  it.each([
    ["a number inside other text", "See AADSTS65004"],
    ["a number that goes on", "AADSTS6500412345678"],
    ["no number", "You declined"],
  ])("shows none for %s", async (_what, error_description) => {
    expect((await consented({ error: "access_denied", error_description })).text).not.toMatch(/AADSTS\d/);
  });

  it("is in the language in which the consent began, and says the same in the other one", async () => {
    const { body, links } = await consented({ ...given, state: "server-ja", scope: "Mail.Read" });
    expect(body).toContain('<html lang="ja">');
    const english = await gateway.get(`/consented${links.find(({ text }) => text === "English")?.href}`);
    expect(english.body).toContain('<html lang="en">');
    expect(english.body).toContain("<code>Mail.Read</code>");
    expect(readHtml(english.body).title).toBe("Consent given, the address says");
  });

  it("says nothing of an address that says nothing, or something twice", async () => {
    const twice = await gateway.get("/consented?admin_consent=True&admin_consent=True");
    for (const body of [(await consented({})).body, (await consented({ admin_consent: "False" })).body, twice.body]) {
      expect(readHtml(body).title).toBe("After a consent, Microsoft leads here");
    }
  });
});

it("a forged answer lets nobody in", async () => {
  const strict = signInGateway({
    allowedTenants: [tenantId],
    validate: async () => verdictOf({ tenantId: otherTenantId }),
  });
  const call = () =>
    strict.post("/mcp", JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" }), {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      authorization: "Bearer eyJ.a.b",
    });
  const before = await call();
  const forged = new URLSearchParams({ admin_consent: "True", tenant: otherTenantId, state: "client-en" });
  const answer = await strict.get(`/consented?${forged}`);
  expect([answer.statusCode, answer.headers["set-cookie"]]).toEqual([200, undefined]);
  const after = await call();
  expect([before.statusCode, after.statusCode]).toEqual([403, 403]);
  expect(after.body).toBe(before.body);
  expect(strict.asked).toEqual([]);
});

it("says the same at the sign-in's own redirect URI, where Entra leads without another", async () => {
  const query = new URLSearchParams({ ...given, scope: `${graph}/Mail.Read` });
  const there = await gateway.get(`/mcp/oauth/callback?${query}`);
  expect([there.statusCode, there.headers.location, there.headers["set-cookie"]]).toEqual([200, undefined, undefined]);
  expect(there.body).toBe((await gateway.get(`/consented?${query}`)).body);
  expect(gateway.asked).toEqual([]);
});
