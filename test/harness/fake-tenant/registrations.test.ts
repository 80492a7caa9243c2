import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { azScript } from "#gateway/registrations/registration-report.ts";
import {
  clientApplication,
  registrationRequests,
  serverApplication,
} from "#gateway/registrations/registration-requests.ts";
import { type FakeTenant, startFakeTenant } from "#test/fake-tenant/fake-tenant.ts";
import { filled, sendRequests } from "#test/fake-tenant/registrations/seed-apps.ts";
import { runAzScript } from "#test/support/az/run-az-script.ts";
import { planOf } from "#test/unit/gateway/registrations/plans.ts";
import { type Fixture, startFixture } from "./fixture.ts";

let tenant: FakeTenant;
beforeAll(async () => {
  tenant = await startFakeTenant({ apps: "none" });
});
afterAll(() => tenant.close());

const publicUrl = "https://mcp.aozora-coffee.example/mcp";
const plan = (change: Parameters<typeof planOf>[0] = {}) => planOf({ publicUrl, ...change });
const credentials = {
  secret: { kind: "secret", endDateTime: "2036-01-01T00:00:00.000Z" },
  certificate: { kind: "certificate", key: undefined },
  federated: { kind: "federated", issuer: "https://oidc.example", subject: "worker" },
} as const;

/** A registered Server app, without a credential. */
async function registered(change: Parameters<typeof planOf>[0] = {}) {
  const requests = registrationRequests(plan({ hasVerifiedDomain: false, ...change })).slice(0, -1);
  return sendRequests(requests, (request) => tenant.control.administer(request));
}

const words = ({ body }: { body?: Record<string, unknown> }) => JSON.stringify(body);

describe("the generated registrations are taken unedited", () => {
  it.each([
    ["at a verified domain, with a certificate", { credential: credentials.certificate }],
    ["without a verified domain, with a secret", { hasVerifiedDomain: false, credential: credentials.secret }],
    [
      "on a laptop, with a federated credential",
      { publicUrl: "http://localhost:8080/mcp", hasVerifiedDomain: false, credential: credentials.federated },
    ],
    ["with app roles", { roles: ["Mail.Reader"], tellsDirectoryRoles: true }],
    ["for many tenants whose clients sign in at Entra", { tenantId: undefined, signsInHere: false }],
  ])("%s: the script runs to its end and prints ids that Entra knows", async (_what, change) => {
    const own = await startFakeTenant({ apps: "none" });
    try {
      const run = await runAzScript(azScript(plan(change)), own.controlUrl);
      expect([run.code, run.stderr]).toEqual([0, expect.stringMatching(/^Registering in tenant [\w-]+\n$/)]);
      const { serverApp } = await own.control.directory();
      expect(run.settings.AZURE_CLIENT_ID).toBe(serverApp.clientId);
      expect(run.links).toHaveLength(2);
      expect(serverApp.identifierUris).toContain(`api://${serverApp.clientId}`);
    } finally {
      await own.close();
    }
  });
});

test("a registration that exists gets other permissions, and keeps the rest", async () => {
  const own = await startFixture(undefined, { apps: "none" });
  try {
    const { controlUrl, authorityHost, control } = own.tenant;
    const first = { permissions: ["Mail.Read"], authorityHost, tenantId: own.home.id } as const;
    const { settings } = await runAzScript(azScript(plan(first)), controlUrl);
    const serverAppId = settings.AZURE_CLIENT_ID ?? "";
    const run = await runAzScript(azScript(plan({ ...first, permissions: ["Chat.Read"], serverAppId })), controlUrl);
    expect([run.code, run.links.length]).toEqual([0, 1]);
    expect((await control.directory()).serverApp.identifierUris).toContain(publicUrl);
    const consent = await own.send(run.links[0] ?? "");
    expect(consent.text).toContain("<ul><li>Chat.Read</li></ul>");
  } finally {
    await own.close();
  }
});

describe("Graph refuses a registration", () => {
  const server = () => filled(serverApplication(plan()), { CLIENT_APP_ID: "8a1c1c7e-0000-4000-8000-000000000001" });
  const unlinked = () => {
    const { identifierUris: _, ...rest } = server();
    return { ...rest, api: { ...rest.api, preAuthorizedApplications: [] } };
  };
  const client = (redirectUris: string[]) => ({
    ...clientApplication(plan()),
    requiredResourceAccess: [],
    publicClient: { redirectUris },
  });

  it.each([
    ["without a name", () => ({ signInAudience: "AzureADMyOrg" }), "displayName"],
    [
      "with a property that does not exist",
      () => ({ ...unlinked(), accessTokenAcceptedVersion: 2 }),
      "Invalid property",
    ],
    ["with version 3 of tokens", () => ({ ...unlinked(), api: { requestedAccessTokenVersion: 3 } }), "api.requested"],
    ["with an id that is not known yet", () => server(), "HostNameNotOnVerifiedDomain"],
    [
      "with a client preauthorised for a scope of the same request",
      () => ({ ...unlinked(), api: server().api }),
      "cannot be found in the AppPermissions sets",
    ],
    [
      "with a permission of Graph that does not exist",
      () => ({
        ...unlinked(),
        requiredResourceAccess: [
          {
            resourceAppId: "00000003-0000-0000-c000-000000000000",
            resourceAccess: [{ id: "570282fd-fa5c-430d-a7fd-fc8dc98a9dcb", type: "Scope" }],
          },
        ],
      }),
      "has no permission",
    ],
    [
      "with an optional claim that does not exist",
      () => ({ ...unlinked(), optionalClaims: { accessToken: [{ name: "idtype" }] } }),
      "Optional claim 'idtype'",
    ],
    ["with http elsewhere than on localhost", () => client(["http://mcp.example.com/callback"]), "InvalidRedirectUri"],
    ["with a wildcard", () => client(["https://*.example.com/callback"]), "InvalidRedirectUri"],
    ["with the same address twice", () => client(["http://localhost/a", "http://localhost/a"]), "distinct"],
    [
      "with more than 256 addresses",
      () => client(Array.from({ length: 257 }, (_, n) => `http://localhost/${n}`)),
      "256",
    ],
    [
      "with a custom scheme for a web app",
      () => ({ displayName: "x", web: { redirectUris: ["cursor://callback"] } }),
      "InvalidRedirectUri",
    ],
  ])("%s", async (_what, body, says) => {
    const answer = await tenant.control.administer({ method: "POST", path: "applications", body: body() });
    expect([answer.status, words(answer)]).toEqual([400, expect.stringContaining(says)]);
  });

  it.each([
    ["of another domain", "https://mcp.elsewhere.example/mcp", "HostNameNotOnVerifiedDomain"],
    ["of a name that ends alike", "https://evilaozora-coffee.example/mcp", "HostNameNotOnVerifiedDomain"],
    ["of a laptop", "http://localhost:8080/mcp", "HostNameNotOnVerifiedDomain"],
    ["of another app", "api://8a1c1c7e-0000-4000-8000-000000000001", "HostNameNotOnVerifiedDomain"],
  ])("with an Application ID URI %s", async (_what, uri, says) => {
    const { SERVER_OBJECT_ID: id } = await registered();
    const answer = await tenant.control.administer({
      method: "PATCH",
      path: `applications/${id}`,
      body: { identifierUris: [uri] },
    });
    expect([answer.status, words(answer)]).toEqual([400, expect.stringContaining(says)]);
  });

  it("with an Application ID URI of a domain before version 2 of tokens is asked for", async () => {
    const made = await tenant.control.administer({
      method: "POST",
      path: "applications",
      body: { displayName: "old" },
    });
    const patch = (body: object) =>
      tenant.control.administer({ method: "PATCH", path: `applications/${made.body?.id}`, body });
    const uris = { identifierUris: ["https://old.aozora-coffee.example/mcp"] };
    expect(words(await patch(uris))).toContain("requestedAccessTokenVersion 2");
    expect((await patch({ api: { requestedAccessTokenVersion: 2 } })).status).toBe(204);
    expect((await patch(uris)).status).toBe(204);
  });

  it("that drops a scope which is enabled, or proves itself by something that is no certificate", async () => {
    const { SERVER_OBJECT_ID: id } = await registered();
    const patch = (body: object) => tenant.control.administer({ method: "PATCH", path: `applications/${id}`, body });
    expect(words(await patch({ api: { oauth2PermissionScopes: [] } }))).toContain("disabled first");
    const key = Buffer.from("no certificate").toString("base64");
    const keyCredentials = [{ type: "AsymmetricX509Cert", usage: "Verify", key }];
    expect(words(await patch({ keyCredentials }))).toContain("KeyCredentialsInvalidX509Cert");
  });

  it("of a principal for an app that does not exist, or for one that has it", async () => {
    const { SERVER_APP_ID: appId } = await registered();
    const ask = (body: object) => tenant.control.administer({ method: "POST", path: "servicePrincipals", body });
    expect((await ask({ appId: "8a1c1c7e-0000-4000-8000-000000000009" })).status).toBe(400);
    expect((await ask({ appId })).status).toBe(409);
  });
});

describe("what Entra makes of a registration", () => {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await startFixture();
  });
  afterAll(() => fixture.close());

  const change = async (clientId: string, body: object) => {
    const objectId = (await objectIds()).get(clientId);
    const answer = await fixture.tenant.control.administer({ method: "PATCH", path: `applications/${objectId}`, body });
    expect(answer).toEqual({ status: 204 });
  };
  const objectIds = async () =>
    new Map((await fixture.tenant.control.applications()).map((app) => [app.clientId, app.objectId]));

  async function accessToken(authority = "organizations"): Promise<Record<string, unknown>> {
    const { publicClientApp, scope } = fixture.directory;
    const form = { client_id: publicClientApp.clientId, redirect_uri: "http://localhost:5/callback" };
    const { redirect, answer } = await fixture.authorize(authority, {
      ...form,
      response_type: "code",
      scope,
      login_hint: fixture.person("hana.mori").userPrincipalName,
    });
    if (!redirect.has("code")) return { refusal: `${redirect.get("error_description") ?? answer.text}` };
    const grant = { ...form, grant_type: "authorization_code", code: redirect.get("code") ?? "" };
    const { json } = await fixture.token(authority, grant);
    return decodeJwt(String(json.access_token));
  }

  it("is a v2.0 token with the claims that it asks for", async () => {
    expect(await accessToken()).toMatchObject({ ver: "2.0", idtyp: "user", acct: 0 });
  });

  it("is a token without the claims that it does not ask for", async () => {
    const { clientId } = fixture.directory.serverApp;
    const { optionalClaims } = serverApplication(plan());
    await change(clientId, { optionalClaims: { accessToken: [] } });
    const bare = await accessToken();
    await change(clientId, { optionalClaims });
    expect([bare.ver, "idtyp" in bare, "acct" in bare]).toEqual(["2.0", false, false]);
  });

  it("is a v1.0 token where it does not ask for version 2", async () => {
    const { clientId } = fixture.directory.serverApp;
    await change(clientId, { api: { requestedAccessTokenVersion: null } });
    const old = await accessToken();
    await change(clientId, { api: { requestedAccessTokenVersion: 2 } });
    expect(old).toMatchObject({ ver: "1.0", iss: `https://sts.windows.net/${fixture.home.id}/` });
  });

  it("is refused at the address for all tenants, and in others, where it is single-tenant", async () => {
    const { clientId } = fixture.directory.publicClientApp;
    await change(clientId, { signInAudience: "AzureADMyOrg" });
    const [forAll, elsewhere, atHome] = await Promise.all(
      ["organizations", "nordlys-kaffe.example", fixture.home.id].map((authority) => accessToken(authority)),
    );
    await change(clientId, { signInAudience: "AzureADMultipleOrgs" });
    expect(forAll?.refusal).toContain("AADSTS50194");
    expect(elsewhere?.refusal).toContain("AADSTS700016");
    expect(atHome).toMatchObject({ ver: "2.0" });
  });

  it("is a consent to what it requires or to what the request names, and to no more", async () => {
    const { control, authorityHost } = fixture.tenant;
    const { clientId } = fixture.directory.serverApp;
    const granted = async (scope: string) => {
      const query = new URLSearchParams({ client_id: clientId, decision: "accept", scope });
      await fixture.send(`${authorityHost}/${fixture.home.id}/v2.0/adminconsent?${query}`);
      const { json } = await fixture.token(fixture.home.id, fixture.oboForm(await control.mintToken()));
      return String(json.scope).replaceAll("https://graph.microsoft.com/", "");
    };
    expect(await granted("https://graph.microsoft.com/Mail.Read")).toBe("Mail.Read .default");
    expect(await granted("https://graph.microsoft.com/.default")).toContain("Sites.Read.All");
    await change(clientId, {
      requiredResourceAccess: serverApplication(plan({ permissions: ["Chat.Read"] })).requiredResourceAccess,
    });
    expect(await granted("")).toBe("Chat.Read .default");
    await change(clientId, { requiredResourceAccess: serverApplication(plan()).requiredResourceAccess });
  });
});

describe("a consent to the Client app", () => {
  it("needs the Server app in the tenant first: 650052", async () => {
    const own = await startFixture(undefined, { apps: "none" });
    try {
      const kept = await sendRequests(registrationRequests(plan({ tenantId: undefined })).slice(0, -1), (request) =>
        own.tenant.control.administer(request),
      );
      const consent = async (clientId = "") => {
        const query = new URLSearchParams({ client_id: clientId, decision: "accept" });
        return own.send(`${own.tenant.authorityHost}/nordlys-kaffe.example/adminconsent?${query}`);
      };
      expect((await consent(kept.CLIENT_APP_ID)).text).toContain("AADSTS650052");
      expect((await consent(kept.SERVER_APP_ID)).headers.location).toContain("admin_consent=True");
      expect((await consent(kept.CLIENT_APP_ID)).headers.location).toContain(`${new URL(publicUrl).origin}/mcp/oauth/`);
    } finally {
      await own.close();
    }
  });
});
