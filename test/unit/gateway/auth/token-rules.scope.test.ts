// T6: tokens of applications, and without consent — a user must have signed in and consented to this server's own
// scope.

import { describe, expect, it } from "vitest";

import { createSignerKey, goodClaims, signToken } from "./entra-signer.ts";
import { startGuardedServer } from "./guarded-server.ts";

const key = createSignerKey("work-key");

const withoutScope: [string, Record<string, unknown>][] = [
  ["no scope", { scp: undefined }],
  ["an empty scope", { scp: "" }],
  ["the slash of an unscoped agent token", { scp: "/" }],
  ["Graph's scopes", { scp: "Mail.Read Files.Read.All" }],
  ["a longer scope", { scp: "access_as_user2" }],
  ["our scope as the end of another", { scp: "not_access_as_user" }],
  ["our scope in capitals", { scp: "ACCESS_AS_USER" }],
  ["our scope after a tab", { scp: "openid\taccess_as_user" }],
  ["our scope after a comma", { scp: "openid,access_as_user" }],
  ["our scope fully qualified", { scp: "https://mcp.contoso.example/mcp/access_as_user" }],
  ["a list of our scope", { scp: ["access_as_user"] }],
  ["our scope as a role", { scp: undefined, roles: ["access_as_user"] }],
  ["our scope under the name of RFC 9068", { scp: undefined, scope: "access_as_user" }],
  ["the shape of an id token", { scp: undefined, nonce: "n-0S6_WzA2Mj", idtyp: undefined, azp: undefined }],
];

const notPersons: [string, Record<string, unknown>][] = [
  ["an app by its roles", { idtyp: "app", scp: undefined, roles: ["Mail.Read"] }],
  ["an app that has our scope", { idtyp: "app" }],
  ["a device", { idtyp: "device" }],
  ["an agent as itself", { idtyp: "app", scp: "/", xms_act_fct: "3 9 11", xms_sub_fct: "9 3 11" }],
  ["an agent as itself with our scope", { xms_sub_fct: "11" }],
  ["an agent's user account", { xms_act_fct: "11", xms_sub_fct: "13" }],
  ["an agent's user account among other facets", { xms_sub_fct: "1 13 3" }],
  ["an agent's user account as a number", { xms_sub_fct: 13 }],
  ["an agent's user account in a list", { xms_sub_fct: ["1", "13"] }],
];

const agentsForPersons: [string, Record<string, unknown>][] = [
  ["by its facet", { xms_act_fct: "11" }],
  ["by its facet among others", { xms_act_fct: "3 9 11" }],
  ["by its facet in a list", { xms_act_fct: [3, 11] }],
  ["by its parent application", { xms_par_app_azp: "30cf4c22-9985-4ef7-8756-91cc888176bd" }],
];

const server = await startGuardedServer([key]);

describe("the scope and the subject of a token", () => {
  it("lets a person's token pass, alone or among other scopes", async () => {
    for (const scp of ["access_as_user", "openid access_as_user profile"]) {
      const { status, body } = await server.call(signToken(key, goodClaims({ scp })));
      expect({ status, scopes: JSON.parse(body).scopes }).toEqual({ status: 200, scopes: scp.split(" ") });
    }
    expect(await server.call(signToken(key, goodClaims({ idtyp: undefined })))).toMatchObject({ status: 200 });
  });

  it.each(withoutScope)("asks for the scope when a token has %s", async (_, claims) => {
    const served = server.state.served;
    const { status, challenge } = await server.call(signToken(key, goodClaims(claims)));
    expect(status).toBe(403);
    expect(challenge).toContain('error="insufficient_scope"');
    expect(challenge).toContain('scope="https://mcp.contoso.example/mcp/access_as_user"');
    expect(server.state.served).toBe(served);
  });

  it.each(notPersons)("refuses %s without asking for a sign-in", async (_, claims) => {
    const served = server.state.served;
    const { status, challenge } = await server.call(signToken(key, goodClaims(claims)));
    expect({ status, challenge }).toEqual({ status: 403, challenge: undefined });
    expect(server.state.served).toBe(served);
  });

  it.each(agentsForPersons)("refuses an agent that acts for a person, told %s", async (_, claims) => {
    expect(await server.call(signToken(key, goodClaims(claims)))).toMatchObject({ status: 403, challenge: undefined });
  });

  it("ignores facets that say nothing about agents", async () => {
    const claims = goodClaims({ xms_act_fct: "1 3 110", xms_sub_fct: "1 113 31" });
    expect(await server.call(signToken(key, claims))).toMatchObject({ status: 200 });
  });

  it.each([undefined, null, "", "adele@contoso.example", 7, ["x"], "0000000d-dddd-4000-8000-00000000000G"])(
    "refuses a token whose user id is %j, whatever its name says",
    async (oid) => {
      const before = (await server.refusals()).user_id ?? 0;
      const claims = goodClaims({ oid, upn: "adele@contoso.example" });
      expect(await server.call(signToken(key, claims))).toMatchObject({ status: 401 });
      expect((await server.refusals()).user_id).toBe(before + 1);
    },
  );
});

describe("a server that allows agents", () => {
  it("accepts agents that act for a person, and still none that act as themselves", async () => {
    const lenient = await startGuardedServer([key], { allowsAgents: true });
    for (const [, claims] of agentsForPersons) {
      expect(await lenient.call(signToken(key, goodClaims(claims)))).toMatchObject({ status: 200 });
    }
    for (const [, claims] of notPersons) {
      expect(await lenient.call(signToken(key, goodClaims(claims)))).toMatchObject({ status: 403 });
    }
  });
});
