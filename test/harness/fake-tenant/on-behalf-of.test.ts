import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readableToken } from "#test/fake-tenant/entra/issue-tokens.ts";
import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import { type Answer, type Fixture, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

async function exchange(
  mint: MintOptions = {},
  change: Record<string, string> = {},
  tenantPart = fixture.home.id,
): Promise<Answer> {
  const assertion = await fixture.tenant.control.mintToken(mint);
  return fixture.token(tenantPart, { ...fixture.oboForm(assertion), ...change });
}

const numberOf = (answer: Answer) => (answer.json.error_codes as number[] | undefined)?.[0];

describe("the On-Behalf-Of exchange", () => {
  it("returns a v1-shaped Graph token with every grant, and echoes the grants with the prefix asked for", async () => {
    const answer = await exchange();
    expect(answer.status).toBe(200);
    const claims = decodeJwt(readableToken(String(answer.json.access_token)));
    expect(claims).toMatchObject({
      aud: "00000003-0000-0000-c000-000000000000",
      iss: `https://sts.windows.net/${fixture.home.id}/`,
      appid: fixture.directory.serverApp.clientId,
      ver: "1.0",
      tid: fixture.home.id,
      oid: fixture.person("hana.mori").id,
    });
    expect(String(claims.scp).split(" ")).toContain("Mail.Read");
    expect(String(answer.json.scope).split(" ")).toContain("https://graph.microsoft.com/Mail.Read");
    expect(String(answer.json.scope)).toContain("https://graph.microsoft.com/.default");
    expect(answer.json).toHaveProperty("refresh_token");
    expect(answer.json.expires_in).toBeGreaterThanOrEqual(3600);
    expect(answer.json.expires_in).toBeLessThanOrEqual(5400);
  });

  it("joins the admin's grant and the user's own, so that revoking one leaves the other", async () => {
    const { control } = fixture.tenant;
    const user = fixture.person("tom.becker");
    const scopes = async () => String((await exchange({ userId: user.id })).json.scope);
    await control.setGrants(fixture.home.id, ["User.Read", "Mail.Read"], user.id);
    await control.setGrants(fixture.home.id, ["User.Read"]);
    expect(await scopes()).toContain("Mail.Read");
    await control.setGrants(fixture.home.id, [], user.id);
    expect(await scopes()).not.toContain("Mail.Read");
    await control.setGrants(fixture.home.id, ["User.Read", "Mail.Read", "Mail.Read.Shared", "Calendars.Read"]);
  });

  it("gives a cp1 client a long-lived token where the tenant evaluates continuously", async () => {
    const claims = JSON.stringify({ access_token: { xms_cc: { values: ["cp1"] } } });
    const long = await exchange({}, { claims });
    expect(long.json.expires_in).toBe(86_400);
    expect(decodeJwt(readableToken(String(long.json.access_token))).xms_cc).toEqual(["CP1"]);
    await fixture.tenant.control.setContinuousAccess(fixture.home.id, false);
    expect((await exchange({}, { claims })).json.expires_in).toBeLessThan(86_400);
    await fixture.tenant.control.setContinuousAccess(fixture.home.id, true);
  });

  it("answers a refusal in Entra's form, with its number everywhere it belongs", async () => {
    const answer = await exchange({ key: "unknown" });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: "invalid_grant", error_codes: [50013] });
    const ids = /^AADSTS50013: .*\r\nTrace ID: [\da-f-]{36}\r\nCorrelation ID: [\da-f-]{36}\r\nTimestamp: /;
    expect(answer.json.error_description).toMatch(ids);
    expect(answer.json.error_description).toMatch(/\nTimestamp: \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/);
    expect(Object.keys(answer.json).sort()).toEqual(
      ["correlation_id", "error", "error_codes", "error_description", "error_uri", "timestamp", "trace_id"].sort(),
    );
  });

  it("echoes the client-request-id and uses it as the correlation id", async () => {
    const id = "0f0e0d0c-0b0a-4908-8706-050403020100";
    const assertion = await fixture.tenant.control.mintToken({ key: "unknown" });
    const answer = await fixture.send(
      `${fixture.tenant.authorityHost}/${fixture.home.id}/oauth2/v2.0/token?client-request-id=${id}`,
      {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(fixture.oboForm(assertion)).toString(),
      },
    );
    expect(answer.headers["client-request-id"]).toBe(id);
    expect(answer.json.correlation_id).toBe(id);
  });
});

describe("its refusals, in the order in which Entra checks", () => {
  /**
   * Each step keeps every earlier defect fixed and every later one broken, so a wrong order shows as a wrong number.
   */
  const steps: [expected: number, status: number, repair: (state: Attempt) => unknown][] = [
    [90002, 400, (state) => (state.tenantPart = fixture.home.id)],
    [700016, 400, ({ form }) => (form.client_id = fixture.directory.serverApp.clientId)],
    [7000215, 401, ({ form }) => (form.client_secret = fixture.directory.serverApp.clientSecret)],
    [50013, 400, ({ mint }) => (mint.key = "work")],
    [500133, 400, ({ mint }) => (mint.expiresInSeconds = 600)],
    [500131, 400, ({ mint }) => delete mint.claims?.aud],
    [50013, 400, ({ mint }) => delete mint.claims?.scp],
    [50013, 400, ({ mint }) => (mint.userId = fixture.person("daniel.costa").id)],
    [50196, 400, () => undefined],
    [50173, 400, ({ mint }) => delete mint.issuedAgoSeconds],
    [50105, 400, () => fixture.tenant.control.assign(fixture.home.id, fixture.person("daniel.costa").id)],
    [65001, 400, () => fixture.tenant.control.setGrants(fixture.home.id, ["User.Read", "Mail.Read"])],
  ];

  interface Attempt {
    tenantPart: string;
    form: Record<string, string>;
    mint: MintOptions;
  }

  it("stops at the first defect that is left", async () => {
    const { control } = fixture.tenant;
    const daniel = fixture.person("daniel.costa");
    const stranger = fixture.person("lena.vogt@nordlys-kaffe.example");
    await control.requireAssignment(fixture.home.id, true);
    await control.setGrants(fixture.home.id, []);
    await control.revokeSessions(daniel.id);
    await control.addRule({
      door: "entra",
      match: { grant: "obo", userId: daniel.id },
      times: 1,
      response: { aadsts: 50196 },
    });
    const state: Attempt = {
      tenantPart: "99999999-2222-4333-8444-555555555555",
      form: { client_id: "11111111-2222-4333-8444-555555555555", client_secret: "wrong" },
      mint: {
        userId: stranger.id,
        key: "unknown",
        expiresInSeconds: -4000,
        issuedAgoSeconds: 60,
        claims: { aud: "api://somebody-else", scp: "/" },
      },
    };
    for (const [expected, status, repair] of steps) {
      const answer = await exchange(state.mint, state.form, state.tenantPart);
      expect([numberOf(answer), answer.status]).toEqual([expected, status]);
      await repair(state);
    }
    expect((await exchange(state.mint, state.form, state.tenantPart)).status).toBe(200);
    await control.requireAssignment(fixture.home.id, false);
  });

  it("refuses an expired secret 7000222, no credential 7000218, and broken credentials 7000215", async () => {
    const { control } = fixture.tenant;
    expect(numberOf(await exchange({}, { client_secret: fixture.directory.serverApp.expiredClientSecret }))).toBe(
      7000222,
    );
    const form = fixture.oboForm(await control.mintToken());
    delete form.client_secret;
    expect(numberOf(await fixture.token(fixture.home.id, form))).toBe(7000218);
    await control.breakServerCredentials(true);
    expect(numberOf(await exchange())).toBe(7000215);
    await control.breakServerCredentials(false);
    expect((await exchange()).status).toBe(200);
  });

  it("never exchanges through common or organizations, nor in a tenant that did not issue the assertion", async () => {
    expect(numberOf(await exchange({}, {}, "common"))).toBe(50013);
    expect(numberOf(await exchange({}, {}, fixture.directory.tenants[1]?.id))).toBe(50013);
  });

  it("refuses an assertion signed with the key of personal accounts", async () => {
    expect(numberOf(await exchange({ key: "personal" }))).toBe(50013);
  });

  it("refuses a disabled account 50057 and a suspended tenant 90002", async () => {
    const { control } = fixture.tenant;
    const { id } = fixture.person("mei.lin");
    await control.disableUser(id);
    expect(numberOf(await exchange({ userId: id }))).toBe(50057);
    await control.disableUser(id, false);
    await control.suspendTenant(fixture.home.id);
    expect(numberOf(await exchange())).toBe(90002);
    await control.suspendTenant(fixture.home.id, false);
  });

  it("refuses .default beside named scopes 70011 and a permission that Graph does not have 650053", async () => {
    const graph = "https://graph.microsoft.com";
    expect(numberOf(await exchange({}, { scope: `${graph}/.default ${graph}/Mail.Read` }))).toBe(70011);
    expect(numberOf(await exchange({}, { scope: `${graph}/Mail.Everything` }))).toBe(650053);
    expect(numberOf(await exchange({}, { scope: `${graph}/Notes.Read` }))).toBe(65001);
    expect(numberOf(await exchange({}, { scope: "" }))).toBe(900144);
  });

  it("refuses another grant type 70003 and a body that is no form 900144", async () => {
    expect(numberOf(await exchange({}, { grant_type: "client_credentials" }))).toBe(70003);
    const answer = await fixture.send(`${fixture.tenant.authorityHost}/${fixture.home.id}/oauth2/v2.0/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ grant_type: "x" }),
    });
    expect(numberOf(answer)).toBe(900144);
  });
});

describe("Conditional Access", () => {
  it("challenges with claims until the user signed in with them", async () => {
    const { control } = fixture.tenant;
    const { id } = fixture.person("priya.nair");
    const claims = await control.addAccessPolicy({ tenantId: fixture.home.id, userId: id, aadsts: 50076 });
    const refused = await exchange({ userId: id });
    expect(refused.json).toMatchObject({
      error: "interaction_required",
      suberror: "basic_action",
      error_codes: [50076],
      claims,
    });
    const { capolids } = JSON.parse(claims).access_token as { capolids: { values: string[] } };
    expect((await exchange({ userId: id, claims: { capolids: capolids.values } })).status).toBe(200);
    expect((await exchange({ userId: fixture.person("hana.mori").id })).status).toBe(200);
  });

  it("can be scripted by number, with its wire form", async () => {
    const cases: [number, Record<string, unknown>, number][] = [
      [53003, { error: "interaction_required", suberror: "message_only" }, 400],
      [90094, { error: "invalid_grant", suberror: "consent_required" }, 400],
      [90033, { error: "temporarily_unavailable" }, 503],
    ];
    for (const [number, body, status] of cases) {
      await fixture.tenant.control.addRule({
        door: "entra",
        match: { grant: "obo" },
        times: 1,
        response: { aadsts: number },
      });
      const answer = await exchange();
      expect(answer.status).toBe(status);
      expect(answer.json).toMatchObject({ ...body, error_codes: [number] });
    }
  });

  it("can hand out another user's token by mistake, every n-th time", async () => {
    const other = fixture.person("lena.vogt@nordlys-kaffe.example");
    await fixture.tenant.control.swapOboResult({ userId: other.id, every: 2, times: 1 });
    const owners = [];
    for (let call = 0; call < 4; call += 1)
      owners.push(decodeJwt(readableToken(String((await exchange()).json.access_token))).oid);
    const own = fixture.person("hana.mori").id;
    expect(owners).toEqual([own, other.id, own, own]);
  });
});
