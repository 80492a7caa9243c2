import { area, without } from "../removal.ts";

const format = "gateway/auth/token-format.ts";
const rules = "gateway/auth/token-rules.ts";
const inAuth = (name: string) => [`test/unit/gateway/auth/${name}`];

export const tokens = area("access tokens", [
  without(format, inAuth("token-validator.algorithm"), {
    "insists on RS256": 'if (header.alg !== "RS256") return { reason: "algorithm" };',
    "takes one encoding of a token only": 'part !== "" && fromBase64url(part) !== undefined → part !== ""',
  }),
  without(format, inAuth("token-validator.keys"), {
    "refuses headers that bring a key with them":
      "if (refusedMembers.some((member) => Object.hasOwn(header, member))) → if (refusedMembers.length === 0)",
    "looks up key IDs of Entra's form only":
      'if (typeof kid !== "string" || !keyIdPattern.test(kid)) → if (typeof kid !== "string")',
  }),
  without(format, inAuth("strict-json"), {
    "refuses claims that are there twice": [
      "countNames(json) === countMembers(value) ? { ...value } : null",
      "countNames(json) >= countMembers(value) ? { ...value } : null",
    ],
  }),
  without(rules, inAuth("token-rules.audience"), {
    "demands tokens for this server": 'if (claims.aud !== policy.audience) return "audience";',
  }),
  without(rules, inAuth("token-rules.lifetime"), {
    "demands plausible times": 'if (nbf >= exp || lifetimeSeconds > maxLifetimeSeconds) return "timestamps";',
    "refuses tokens that have expired": 'if (nowSeconds >= exp + clockSkewSeconds) return "expired";',
    "refuses tokens that are not valid yet":
      'if (Math.max(nbf, iat) > nowSeconds + clockSkewSeconds) return "not_yet_valid";',
  }),
  without(rules, inAuth("token-rules.tenant"), {
    "demands the second version of Entra's tokens": 'if (claims.ver !== "2.0") return "version";',
    "demands the issuer of the token's own tenant": 'if (claims.iss !== issuer) return "issuer";',
    "demands a key that may sign for that tenant":
      'template.replace("{tenantid}", tid) === issuer → template.length > 0',
  }),
  without(rules, inAuth("policy-refusal"), {
    "refuses personal accounts": 'if (tid === personalTenantId) return "personal_account";',
  }),
  without(rules, inAuth("token-rules.scope"), {
    "demands a person": 'if (isAppOnly(claims)) return "app_only";',
    "demands the scope of this server":
      'if (typeof scp !== "string" || !scp.split(" ").includes(requiredScope)) return "scope_missing";',
  }),
  without("gateway/auth/authenticate.ts", {
    "refuses a second Authorization header, and tokens in the query": [
      'if (others.length > 0 || hasTokenInQuery(request.url)) return { reason: "malformed_request" };',
      "if (others.length > 9) hasTokenInQuery(request.url);",
    ],
    "checks the tenant's policy after the body has arrived":
      "const unwanted = token && policyRefusal(token, policies); → const unwanted = token && undefined;",
  }),
  without("gateway/auth/signing-keys.ts", inAuth("token-validator.keys"), {
    "asks Entra once in 30 s for keys that it doesn't know": "if (elapsedMs >= 0 && elapsedMs < coolDownMs) return;",
  }),
  without("gateway/auth/signing-keys.ts", inAuth("signing-key-set"), {
    "refuses short signing keys": [
      "z.string().refine((modulus) => modulusBits(modulus) >= minModulusBits)",
      "z.string().refine((modulus) => modulusBits(modulus) > minModulusBits / 4096)",
    ],
    "refuses two different keys with one ID":
      "first === undefined || others.some(({ n }) => n !== first.n) → first === undefined",
  }),
  without("gateway/auth/token-validator.ts", {
    "checks the times of a token that it has seen before": [
      "if (isInTime && nowMs < keptUntilMs) return validation;",
      "if (nowMs < keptUntilMs || !isInTime) return validation;",
    ],
    "validates a token again after a minute": [
      "if (isInTime && nowMs < keptUntilMs) return validation;",
      "if (isInTime || nowMs < keptUntilMs) return validation;",
    ],
  }),
  without("gateway/auth/authenticate.ts", ["integration/tenant-address"], {
    "keeps a tenant's address to that tenant": [
      "if (addressed !== undefined && addressed !== validation.caller.tenantId) {",
      "if (addressed === null) {",
      "s address serves its own people and refuses others, in the",
    ],
  }),
  without("gateway/auth/policy-refusal.ts", ["integration/tenants-file"], {
    "refuses suspended tenants": [
      "if (suspended !== undefined) return",
      "if (suspended === null) return",
      "a suspended tenant is refused at the next request in the",
    ],
  }),
  without("gateway/auth/policy-refusal.ts", {
    "refuses guests where the tenant allows none":
      "if (isGuest && !allowsGuests) return → if (isGuest && allowsGuests === undefined) return",
    "refuses clients that the tenant doesn't list":
      "if (clients?.has(clientId) === false) return → if (clients === null) return",
  }),
  without("workers/auth/graph-token.ts", ["test/unit/workers/auth/on-behalf-of.identity"], {
    "keeps few Graph tokens of one person": [
      "if (keys.size > maxOfPerson && oldest !== undefined) entries.delete(oldest);",
      "if (keys.size > maxEntries && oldest !== undefined) entries.delete(oldest);",
    ],
  }),
]);
