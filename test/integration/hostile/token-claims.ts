import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import type { HostileCall, Refusal } from "./hostile-call.ts";

const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
const day = 86_400;

/** A token for each check that the gateway makes. The unit tests of `gateway/auth` have all variants of each. */
export function hostileTokens({ authorityHost, tenantIds }: { authorityHost: string; tenantIds: readonly string[] }) {
  const issuerOf = (tenantId: string | undefined) => `${authorityHost}/${tenantId}/v2.0`;
  const invalid: Record<string, MintOptions> = {
    "the audience of Graph": { claims: { aud: "00000003-0000-0000-c000-000000000000" } },
    "two audiences": { claims: { aud: ["x", "00000003-0000-0000-c000-000000000000"] } },
    "no audience": { removeClaims: ["aud"] },
    "the issuer of another tenant": { claims: { iss: issuerOf(tenantIds[1]) } },
    "the issuer of all tenants": { claims: { iss: issuerOf("common") } },
    "a tenant that is no GUID, issuer to match": { claims: { tid: "common", iss: issuerOf("common") } },
    "another version": { claims: { ver: "1.0" } },
    "the key of personal accounts": { key: "personal" },
    "expired 61 s ago": { issuedAgoSeconds: 4_000, notBeforeInSeconds: -4_000, expiresInSeconds: -61 },
    "valid tomorrow": { notBeforeInSeconds: day, expiresInSeconds: day + 3_600 },
    "a life of 49 hours": { expiresInSeconds: 49 * 3_600 },
    "an unknown key": { key: "unknown" },
    "a key id that is a path": { header: { kid: "../../etc/passwd" } },
    "no key id": { removeHeaders: ["kid"] },
    "the algorithm none": { algorithm: "none" },
    "the public key as a secret": { algorithm: "HS256", header: { alg: "RS256" } },
    "a key of its own": { key: "unknown", header: { jku: "https://attacker.example/keys" } },
    "a member twice in its header": { rawHeader: '{"alg":"none","alg":"RS256","typ":"JWT","kid":"{kid}"}' },
    "a payload that is no object": { rawPayload: "[]" },
    "an ID token with our scope": { shape: "idToken", claims: { scp: "access_as_user" } },
  };
  const refused: Record<string, MintOptions> = {
    "an app": { shape: "appOnly" },
    "an agent": { shape: "agentIdentity" },
    "an agent by its facets": { claims: { xms_sub_fct: "3 9 11" } },
    "a personal account": { claims: { tid: personalTenant, iss: issuerOf(personalTenant) } },
  };
  const calls = (refusal: Refusal, tokens: Record<string, MintOptions>): HostileCall[] =>
    Object.entries(tokens).map(([title, mint]) => ({ title: `a token: ${title}`, refusal, mint }));
  return [
    ...calls("invalid_token", invalid),
    ...calls("refused", refused),
    ...calls("insufficient_scope", { "another scope": { claims: { scp: "access_as_user2" } } }),
  ];
}
