import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Fixture, nativeRedirectUri, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

const signIn = (more?: Record<string, string>) => fixture.signIn("tom.becker", more);

describe("Conditional Access by location", () => {
  const elsewhere = ["203.0.113.7"];

  it("looks at whoever asks for a token, wherever the person is: 53003 at code, refresh and exchange", async () => {
    const { control } = fixture.tenant;
    const first = await fixture.redeem((await signIn()).redirect.get("code"));
    const code = (await signIn()).redirect.get("code");
    const user = fixture.person("tom.becker");
    const assertion = await control.mintToken({ userId: user.id });
    const asked = () =>
      Promise.all([
        fixture.redeem(code),
        fixture.publicToken({ grant_type: "refresh_token", refresh_token: String(first.json.refresh_token) }),
        fixture.token(user.tenantId, fixture.oboForm(assertion)),
      ]);
    await control.allowOnlyFrom(user.tenantId, elsewhere);
    for (const refused of await asked()) {
      expect(refused.json).toMatchObject({ error_codes: [53003], suberror: "message_only" });
    }
    await control.allowOnlyFrom(user.tenantId, [...elsewhere, "127.0.0.1"]);
    const [spent, ...others] = await asked();
    expect(spent.json).toMatchObject({ error_codes: [54005] });
    expect(others.map(({ status }) => status)).toEqual([200, 200]);
  });

  it("is for one tenant, and ends with the script", async () => {
    await fixture.tenant.control.allowOnlyFrom(fixture.home.id, elsewhere);
    const other = await signIn({ login_hint: fixture.person("ingrid.dahl").userPrincipalName });
    expect(other.redirect.has("code")).toBe(true);
    await fixture.tenant.control.resetScript();
    expect((await signIn()).redirect.has("code")).toBe(true);
  });
});

describe("a person who is refused at the sign-in", () => {
  type Forbid = (isForbidden: boolean) => Promise<void>;
  const refusals: [number, Forbid][] = [
    [53003, (isForbidden) => fixture.tenant.control.allowOnlyFrom(fixture.home.id, isForbidden ? [] : null)],
    [50105, (isForbidden) => fixture.tenant.control.requireAssignment(fixture.home.id, isForbidden)],
  ];
  it.each(refusals)("is told %i on a page, or the client by the switch", async (number, forbid) => {
    await forbid(true);
    try {
      const { answer } = await signIn();
      expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
      expect(answer.text).toContain(`AADSTS${number}`);
      await fixture.tenant.control.setBehaviour({ signInRefusals: "redirect" });
      const { redirect } = await signIn();
      expect(redirect.get("error")).toBe("interaction_required");
      expect(redirect.get("error_description")).toContain(`AADSTS${number}`);
    } finally {
      await forbid(false);
    }
  });
});

describe("an application that asks for a token for itself", () => {
  const own = () => ({ client_id: fixture.directory.serverApp.clientId });
  beforeAll(() => fixture.tenant.control.registerRedirectUri(nativeRedirectUri, "publicClient", own().client_id));

  it("learns by its first refresh, or at once, that it must name itself by its GUID: 90009", async () => {
    const { redirect } = await signIn(own());
    const form = { ...own(), grant_type: "authorization_code", redirect_uri: nativeRedirectUri };
    const first = await fixture.publicToken({ ...form, code: redirect.get("code") ?? "" });
    expect(first.status).toBe(200);
    const renewal = { ...own(), grant_type: "refresh_token", refresh_token: String(first.json.refresh_token) };
    expect((await fixture.publicToken(renewal)).json).toMatchObject({ error: "invalid_request", error_codes: [90009] });
    await fixture.tenant.control.setBehaviour({ tokenForItselfFailsAt: "signIn" });
    const refused = await signIn(own());
    expect(refused.redirect.get("error_description")).toContain("AADSTS90009");
  });

  it("is served when it does", async () => {
    await fixture.tenant.control.setBehaviour({ tokenForItselfFailsAt: "signIn" });
    const scope = `${own().client_id}/access_as_user offline_access`;
    const { redirect } = await signIn({ ...own(), scope });
    const form = { ...own(), grant_type: "authorization_code", redirect_uri: nativeRedirectUri };
    const first = await fixture.publicToken({ ...form, code: redirect.get("code") ?? "" });
    const renewal = { ...own(), grant_type: "refresh_token", refresh_token: String(first.json.refresh_token) };
    expect((await fixture.publicToken(renewal)).status).toBe(200);
  });
});
