import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MintOptions, TokenShape } from "#test/fake-tenant/entra/mint-token.ts";
import { type Fixture, startFixture } from "./fixture.ts";

let fixture: Fixture;
let keys: ReturnType<typeof createLocalJWKSet>;
beforeAll(async () => {
  fixture = await startFixture();
  const answer = await fixture.send(`${fixture.tenant.authorityHost}/common/discovery/v2.0/keys`);
  // What it is the verifier checks for itself.
  keys = createLocalJWKSet(answer.json as unknown as JSONWebKeySet);
});
afterAll(() => fixture.close());

const mint = (options?: MintOptions) => fixture.tenant.control.mintToken(options);
const verifies = async (token: string) =>
  jwtVerify(token, keys, { algorithms: ["RS256"] }).then(
    () => true,
    () => false,
  );

describe("minted tokens", () => {
  it("are flawless without options", async () => {
    const token = await mint();
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ["RS256"],
      audience: fixture.directory.serverApp.clientId,
      issuer: `${fixture.tenant.authorityHost}/${fixture.home.id}/v2.0`,
    });
    expect(payload).toMatchObject({ ver: "2.0", scp: "access_as_user", oid: fixture.person("hana.mori").id });
  });

  it("are signed by the other published key when asked", async () => {
    const token = await mint({ key: "oldWork" });
    expect(await verifies(token)).toBe(true);
    expect(decodeProtectedHeader(token).kid).not.toBe(decodeProtectedHeader(await mint()).kid);
  });

  it.each<[string, MintOptions]>([
    ["an unknown key", { key: "unknown" }],
    ["HS256 with the public key as its secret", { algorithm: "HS256" }],
    ["no signature", { algorithm: "none" }],
    ["PS256", { algorithm: "PS256" }],
    ["ES256", { algorithm: "ES256" }],
    ["an algorithm in mixed case", { header: { alg: "rs256" } }],
    ["a critical header", { header: { crit: ["b64"], b64: false } }],
    ["an expiry in the past", { expiresInSeconds: -61 }],
    ["a start in the future", { notBeforeInSeconds: 600 }],
    ["a broken payload", { rawPayload: '{"aud":' }],
  ])("do not verify with %s", async (_defect, options) => {
    expect(await verifies(await mint(options))).toBe(false);
  });

  it("verify with the key of personal accounts: only its issuer gives it away", async () => {
    const token = await mint({ key: "personal" });
    expect(await verifies(token)).toBe(true);
    const published = await fixture.tenant.control.publishedKeys();
    expect(published.find(({ kid }) => kid === decodeProtectedHeader(token).kid)?.audience).toBe("personal");
  });

  it("take any claim, lose any claim and any header", async () => {
    const token = await mint({
      claims: { aud: ["a", "b"], exp: "soon", tid: 7 },
      removeClaims: ["oid"],
      header: { kid: "../../etc/passwd", jku: "https://evil.example" },
      removeHeaders: ["typ"],
    });
    expect(decodeJwt(token)).toMatchObject({ aud: ["a", "b"], exp: "soon", tid: 7 });
    expect(decodeJwt(token)).not.toHaveProperty("oid");
    expect(decodeProtectedHeader(token)).toMatchObject({ kid: "../../etc/passwd", jku: "https://evil.example" });
    expect(decodeProtectedHeader(token)).not.toHaveProperty("typ");
  });

  it.each<[TokenShape, Record<string, unknown>, string[]]>([
    ["v1", { ver: "1.0", appidacr: "0" }, ["azp"]],
    ["idToken", { nonce: "a-nonce" }, ["scp"]],
    ["appOnly", { idtyp: "app" }, ["scp"]],
    ["agentIdentity", { scp: "/", xms_act_fct: "3 9 11" }, []],
    ["agentUser", { xms_sub_fct: "3 13", scp: "access_as_user" }, []],
    ["personalAccount", { tid: "9188040d-6c67-4c5b-b112-36a304b66dad" }, []],
    ["graph", { aud: "00000003-0000-0000-c000-000000000000", ver: "1.0" }, []],
  ])("come in the shape %s", async (shape, has, lacks) => {
    const claims = decodeJwt(await mint({ shape }));
    expect(claims).toMatchObject(has);
    for (const name of lacks) expect(claims).not.toHaveProperty(name);
  });

  it("of a guest name the home tenant as identity provider and the resource tenant as tenant", async () => {
    const guest = fixture.home.users.find(({ userType }) => userType === "Guest");
    const neighbour = fixture.directory.tenants[1]?.id;
    const claims = decodeJwt(await mint({ userId: guest?.id ?? "" }));
    expect(claims).toMatchObject({ tid: fixture.home.id, idp: `https://sts.windows.net/${neighbour}/`, acct: 1 });
  });
});
