import { describe, expect, it } from "vitest";
import { readHtml } from "#test/support/sign-in/read-html.ts";
import { signInGateway, tenantId } from "../sign-in/sign-in-gateway.ts";

const gateway = signInGateway();

const consented = async (parameters: Record<string, string>, headers: Record<string, string> = {}) => {
  const answer = await gateway.get(`/consented?${new URLSearchParams(parameters)}`, headers);
  return { ...readHtml(answer.body), statusCode: answer.statusCode, body: answer.body };
};

const graph = "https://graph.microsoft.com";
const given = { admin_consent: "True", tenant: tenantId, state: "en" };

describe("the page after a consent", () => {
  it("says that its address proves nothing, whatever that says, and where to look", async () => {
    const { title, text, links, statusCode } = await consented({ ...given, scope: `${graph}/Mail.Read` });
    expect([statusCode, title]).toEqual([200, "After a consent, Microsoft leads here"]);
    expect(text).toContain("anybody can make up its address");
    expect(text).not.toContain("Mail.Read");
    expect(links.map(({ href }) => href)).toEqual(expect.arrayContaining(["/admin?lang=en", "/?lang=en"]));
  });

  it.each([
    ["the number of a refusal", "AADSTS65004: The user declined", ["AADSTS65004"]],
    ["no number inside other text", "See AADSTS65004", []],
    ["no number that goes on", "AADSTS6500412345678", []],
    ["nothing else", "You declined", []],
  ])("repeats %s", async (_what, error_description, numbers) => {
    const { text } = await consented({ error: "access_denied", error_description });
    expect(text.match(/AADSTS\d+/g) ?? []).toEqual(numbers);
  });

  it("is in the language in which the consent began, and says the same in the other one", async () => {
    const { body, links } = await consented({ ...given, state: "ja", error_description: "AADSTS65004: x" });
    expect(body).toContain('<html lang="ja">');
    const english = await gateway.get(`/consented${links.find(({ text }) => text === "English")?.href}`);
    expect(english.body).toContain('<html lang="en">');
    expect(english.body).toContain("<code>AADSTS65004</code>");
  });

  it("repeats nothing of an address that says something twice", async () => {
    const twice = await gateway.get("/consented?error_description=AADSTS65004:&error_description=AADSTS65004:");
    expect(twice.body).not.toContain("AADSTS");
  });
});

it("says the same at the sign-in's own redirect URI, where Entra leads without another", async () => {
  const query = new URLSearchParams({ ...given, scope: `${graph}/Mail.Read` });
  const there = await gateway.get(`/mcp/oauth/callback?${query}`);
  expect([there.statusCode, there.headers.location, there.headers["set-cookie"]]).toEqual([200, undefined, undefined]);
  expect(there.body).toBe((await gateway.get(`/consented?${query}`)).body);
  expect(gateway.asked).toEqual([]);
});
