import { describe, expect, it } from "vitest";
import {
  clientApplication,
  registrationRequests,
  serverApplication,
} from "#gateway/registrations/registration-requests.ts";
import { planOf } from "./plans.ts";

describe("the Server app", () => {
  it("asks for version 2 of tokens, the claims that the gateway reads, and delegated permissions only", () => {
    const { api, optionalClaims, requiredResourceAccess } = serverApplication(planOf());
    expect(api.requestedAccessTokenVersion).toBe(2);
    expect(optionalClaims?.accessToken.map(({ name }) => name)).toEqual(["idtyp", "acct", "xms_cc"]);
    const types = requiredResourceAccess.flatMap(({ resourceAccess }) => resourceAccess.map(({ type }) => type));
    expect(new Set(types)).toEqual(new Set(["Scope"]));
  });

  it("declares app roles by ids that stay, and the claim of directory roles, where they are asked for", () => {
    const asked = planOf({ roles: ["Mail.Reader", "Files.Reader"], tellsDirectoryRoles: true });
    const { appRoles = [], groupMembershipClaims } = serverApplication(asked);
    expect(appRoles.map(({ value }) => value)).toEqual(["Mail.Reader", "Files.Reader"]);
    expect(new Set(appRoles.map(({ id }) => id)).size).toBe(2);
    expect(serverApplication(asked).appRoles).toEqual(appRoles);
    expect(groupMembershipClaims).toBe("DirectoryRole");
    expect(serverApplication(planOf())).not.toHaveProperty("appRoles");
    const [change] = registrationRequests({ ...asked, serverAppId: "8a1c1c7e-0000-4000-8000-000000000001" });
    expect(change?.body).toMatchObject({ appRoles, groupMembershipClaims });
  });

  it("is single-tenant where one tenant may call, and multi-tenant else", () => {
    expect(serverApplication(planOf()).signInAudience).toBe("AzureADMyOrg");
    expect(serverApplication(planOf({ tenantId: undefined })).signInAudience).toBe("AzureADMultipleOrgs");
    expect(clientApplication(planOf({ tenantId: undefined })).signInAudience).toBe("AzureADMultipleOrgs");
  });

  it("has the public URL as Application ID URI only where its host is a verified domain", () => {
    const uris = (hasVerifiedDomain: boolean) => serverApplication(planOf({ hasVerifiedDomain })).identifierUris;
    expect(uris(true)).toEqual(["api://{SERVER_APP_ID}", "https://mcp.example.com/mcp"]);
    expect(uris(false)).toEqual(["api://{SERVER_APP_ID}"]);
  });

  it("preauthorises VS Code only where clients sign in at Entra itself", () => {
    const clients = (signsInHere: boolean) =>
      serverApplication(planOf({ signsInHere })).api.preAuthorizedApplications?.map(({ appId }) => appId);
    expect(clients(true)).toEqual(["{CLIENT_APP_ID}"]);
    expect(clients(false)).toEqual(["{CLIENT_APP_ID}", "aebc6443-996d-45c2-90f0-388ff96faa56"]);
  });
});

describe("the Client app", () => {
  it("is public and has the address of the sign-in, and the page after a consent", () => {
    const client = clientApplication(planOf());
    expect(client.publicClient.redirectUris).toEqual([
      "https://mcp.example.com/mcp/oauth/callback",
      "https://mcp.example.com/consented",
    ]);
    expect(client.isFallbackPublicClient).toBe(false);
    expect(client).not.toHaveProperty("web");
  });

  it("has the addresses of clients where these sign in at Entra itself", () => {
    const { publicClient } = clientApplication(planOf({ signsInHere: false }));
    expect(publicClient?.redirectUris).toContain("https://claude.ai/api/mcp/auth_callback");
    expect(publicClient?.redirectUris).toContain("http://localhost/callback");
    expect(publicClient?.redirectUris).not.toContain("https://mcp.example.com/mcp/oauth/callback");
  });
});

describe("the requests", () => {
  const bodies = (change: Parameters<typeof planOf>[0] = {}) =>
    registrationRequests(planOf(change)).map(({ method, path, body }) => `${method} ${path} ${JSON.stringify(body)}`);
  const placeOf = (word: string) => bodies().findIndex((request) => request.includes(word));

  it("set the version before the Application ID URI, and the scope before a client is preauthorised for it", () => {
    expect(placeOf("requestedAccessTokenVersion")).toBeLessThan(placeOf("identifierUris"));
    expect(placeOf("oauth2PermissionScopes")).toBeLessThan(placeOf("preAuthorizedApplications"));
    expect(bodies().filter((request) => request.includes("oauth2PermissionScopes"))).toHaveLength(1);
  });

  it.each([
    [{ kind: "secret", endDateTime: "2027-01-01T00:00:00Z" }, /^POST applications\/\S+\/addPassword /],
    [{ kind: "certificate", key: "MIIB" }, /^PATCH .*"keyCredentials".*"key":"MIIB"/],
    [
      { kind: "federated", issuer: "https://oidc.example", subject: "s" },
      /"audiences":\["api:\/\/AzureADTokenExchange"\]/,
    ],
  ] as const)("give the Server app the credential %j", (credential, expected) => {
    expect(bodies({ credential }).at(-1)).toMatch(expected);
  });

  it.each([
    ["usgov", "api://AzureADTokenExchangeUSGov"],
    ["dod", "api://AzureADTokenExchangeUSGov"],
    ["china", "api://AzureADTokenExchangeChina"],
  ] as const)("name the audience that outside issuers have in the cloud %s", (cloud, audience) => {
    const credential = { kind: "federated", issuer: "https://oidc.example", subject: "s" } as const;
    expect(bodies({ cloud, credential }).at(-1)).toContain(`"audiences":["${audience}"]`);
  });
});
