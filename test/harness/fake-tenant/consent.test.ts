import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readHtml } from "#test/support/sign-in/read-html.ts";
import { type Answer, type Fixture, pressButton, startFixture } from "./fixture.ts";

let fixture: Fixture;
let clientId: string;
beforeAll(async () => {
  fixture = await startFixture();
  clientId = fixture.directory.publicClientApp.clientId;
});
afterAll(() => fixture.close());
beforeEach(async () => {
  const { control } = fixture.tenant;
  await control.resetScript();
  await control.allowUserConsent(fixture.home.id, false);
  await control.setConsent(fixture.home.id, clientId, true);
});

const signIn = (more?: Record<string, string>) => fixture.signIn("priya.nair", more);

/** Presses the button with this text; what the browser is sent back with, or the next page. */
async function press(page: Answer, text: string) {
  const [form] = readHtml(page.text).forms;
  const button = form?.buttons.find((found) => found.text === text);
  if (form === undefined || button === undefined) throw new Error(`There is no button ${text}: ${page.text}`);
  const answer = await pressButton(fixture.send, `${fixture.tenant.authorityHost}/`, { form, button });
  const { location } = answer.headers;
  return { answer, redirect: location === undefined ? new URLSearchParams() : new URL(location).searchParams };
}

describe("where an admin has consented", () => {
  it("nobody is asked", async () => {
    expect((await signIn()).redirect.has("code")).toBe(true);
  });

  it("prompt=consent asks all the same, and whoever may not consent needs an admin: 90094", async () => {
    const { answer, redirect } = await signIn({ prompt: "consent" });
    expect([answer.status, redirect.size]).toEqual([200, 0]);
    expect(readHtml(answer.text).title).toBe("Need admin approval");
    const { redirect: back } = await press(answer, "Return to the application without granting consent");
    expect(Object.fromEntries(back)).toMatchObject({ error: "access_denied", state: "s1" });
    expect(back.get("error_description")).toMatch(
      /^AADSTS90094: .*\r\nTrace ID: .*\r\nCorrelation ID: .*\r\nTimestamp: /,
    );
  });

  it("prompt=consent asks whoever may consent: the code comes after that, or 65004", async () => {
    await fixture.tenant.control.allowUserConsent(fixture.home.id, true);
    const person = { login_hint: fixture.person("mei.lin").userPrincipalName };
    const { answer } = await signIn({ prompt: "consent", ...person });
    expect(readHtml(answer.text).text).toContain("access_as_user");
    const declined = await press(answer, "Cancel");
    expect(declined.redirect.get("error")).toBe("access_denied");
    expect(declined.redirect.get("error_description")).toContain("AADSTS65004");
    const accepted = await press(answer, "Accept");
    expect((await fixture.redeem(accepted.redirect.get("code"))).status).toBe(200);
  });
});

describe("where no admin has consented", () => {
  beforeEach(() => fixture.tenant.control.setConsent(fixture.home.id, clientId, false));

  it("a person is asked once, if people may consent", async () => {
    const person = { login_hint: fixture.person("daniel.costa").userPrincipalName };
    await fixture.tenant.control.allowUserConsent(fixture.home.id, true);
    const { answer, redirect } = await signIn(person);
    expect(redirect.has("code")).toBe(false);
    expect((await press(answer, "Accept")).redirect.has("code")).toBe(true);
    expect((await signIn(person)).redirect.has("code")).toBe(true);
    expect((await signIn()).redirect.has("code")).toBe(false);
  });

  it("a person needs an admin, if people may not, whatever is posted", async () => {
    const { answer } = await signIn();
    const forged = { ...answer, text: answer.text.replace('value="return"', 'value="accept"') };
    const { redirect } = await press(forged, "Return to the application without granting consent");
    expect(redirect.get("error_description")).toContain("AADSTS90094");
  });

  it("prompt=none is told that somebody has to be asked: 65001", async () => {
    const { redirect } = await signIn({ prompt: "none" });
    expect(redirect.get("error")).toBe("interaction_required");
    expect(redirect.get("error_description")).toContain("AADSTS65001");
  });

  it("an admin's consent lets people in, and without it neither code nor refresh brings a token", async () => {
    const { control, authorityHost } = fixture.tenant;
    await fixture.send(
      `${authorityHost}/${fixture.home.id}/v2.0/adminconsent?client_id=${clientId}&decision=accept&scope=x`,
    );
    const first = await fixture.redeem((await signIn()).redirect.get("code"));
    const code = (await signIn()).redirect.get("code");
    await control.setConsent(fixture.home.id, clientId, false);
    const renewal = { grant_type: "refresh_token", refresh_token: String(first.json.refresh_token) };
    for (const refused of [await fixture.redeem(code), await fixture.publicToken(renewal)]) {
      expect(refused.json).toMatchObject({
        error: "invalid_grant",
        suberror: "consent_required",
        error_codes: [65001],
      });
    }
  });
});
