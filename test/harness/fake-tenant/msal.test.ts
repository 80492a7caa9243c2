import { readFileSync } from "node:fs";
import {
  ConfidentialClientApplication,
  type INetworkModule,
  InteractionRequiredAuthError,
  type NetworkRequestOptions,
} from "@azure/msal-node";
import { request } from "undici";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Fixture, startFixture } from "./fixture.ts";

let fixture: Fixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.tenant.control.resetScript());

/** MSAL's network over the fake's certificate. */
function networkClient(): INetworkModule {
  const send = async <T>(method: "GET" | "POST", url: string, options: NetworkRequestOptions = {}) => {
    const answer = await request(url, {
      method,
      dispatcher: fixture.agent,
      ...(options.headers === undefined ? {} : { headers: options.headers }),
      ...(options.body === undefined ? {} : { body: options.body }),
    });
    const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
    return { status: answer.statusCode, headers, body: (await answer.body.json()) as T };
  };
  return {
    sendGetRequestAsync: <T>(url: string, options?: NetworkRequestOptions) => send<T>("GET", url, options),
    sendPostRequestAsync: <T>(url: string, options?: NetworkRequestOptions) => send<T>("POST", url, options),
  };
}

type Credential =
  | { clientSecret: string }
  | { clientAssertion: () => Promise<string> }
  | { clientCertificate: { thumbprintSha256: string; privateKey: string } };

function msal(credential: Credential, capabilities: string[] = []): ConfidentialClientApplication {
  const { authorityHost } = fixture.tenant;
  return new ConfidentialClientApplication({
    auth: {
      clientId: fixture.directory.serverApp.clientId,
      authority: `${authorityHost}/${fixture.home.id}`,
      knownAuthorities: [new URL(authorityHost).host],
      clientCapabilities: capabilities,
      ...credential,
    },
    system: { networkClient: networkClient() },
  });
}

const secret = () => ({ clientSecret: fixture.directory.serverApp.clientSecret });
const exchange = async (client: ConfidentialClientApplication, userId?: string) =>
  client.acquireTokenOnBehalfOf({
    oboAssertion: await fixture.tenant.control.mintToken(userId === undefined ? {} : { userId }),
    scopes: ["https://graph.microsoft.com/.default"],
    skipCache: true,
  });

describe("a real MSAL client against the fake Entra", () => {
  it("exchanges with a secret and gets a token that the fake Graph takes", async () => {
    const result = await exchange(msal(secret()));
    expect(result?.tenantId).toBe(fixture.home.id);
    expect(result?.scopes).toContain("https://graph.microsoft.com/Mail.Read");
    const me = await fixture.send(`${fixture.tenant.graphBaseUrl}/v1.0/me`, {
      headers: { authorization: `Bearer ${result?.accessToken}` },
    });
    expect(me.json.id).toBe(fixture.person("hana.mori").id);
  });

  it("exchanges with a certificate, whose signature is really checked", async () => {
    const { certificateThumbprintSha256, privateKeyPath } = fixture.directory.serverApp;
    const credential = (privateKey: string) => ({
      clientCertificate: { thumbprintSha256: certificateThumbprintSha256, privateKey },
    });
    const result = await exchange(msal(credential(readFileSync(privateKeyPath, "utf8"))));
    expect(result?.accessToken).toBeTruthy();

    const { generateKeyPairSync } = await import("node:crypto");
    const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      type: "pkcs8",
      format: "pem",
    });
    await expect(exchange(msal(credential(stranger.toString())))).rejects.toMatchObject({ errorNo: 700027 });
  });

  it("exchanges with the token of an outside issuer, and only with the registered one", async () => {
    const { control } = fixture.tenant;
    const federated = (claims?: Record<string, unknown>) =>
      msal({ clientAssertion: () => control.mintFederatedToken(claims) });
    expect((await exchange(federated()))?.accessToken).toBeTruthy();
    const defects: [Record<string, unknown>, number][] = [
      [{ iss: "https://oidc.elsewhere.example" }, 700211],
      [{ aud: "api://elsewhere" }, 700212],
      [{ sub: "system:serviceaccount:default:default" }, 700213],
      [{ exp: 1 }, 700024],
    ];
    for (const [claims, errorNo] of defects) {
      await expect(exchange(federated(claims))).rejects.toMatchObject({ errorNo });
    }
  });

  it("declares cp1 in the form that the fake understands", async () => {
    const result = await exchange(msal(secret(), ["cp1"]));
    const lifetimeSeconds = ((result?.expiresOn?.getTime() ?? 0) - Date.now()) / 1000;
    expect(lifetimeSeconds).toBeGreaterThan(80_000);
  });

  it("sees a refusal of Conditional Access as interaction required, with its claims", async () => {
    const { id } = fixture.person("mei.lin");
    const claims = await fixture.tenant.control.addAccessPolicy({
      tenantId: fixture.home.id,
      userId: id,
      aadsts: 50076,
    });
    const refusal = await exchange(msal(secret()), id).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(InteractionRequiredAuthError);
    expect(refusal).toMatchObject({ errorNo: 50076, claims });
  });

  it("sees other refusals by their number", async () => {
    await fixture.tenant.control.setGrants(fixture.home.id, []);
    await expect(exchange(msal(secret()))).rejects.toMatchObject({ errorNo: 65001, subError: "consent_required" });
    await expect(exchange(msal({ clientSecret: "wrong" }))).rejects.toMatchObject({ errorNo: 7000215 });
  });
});
