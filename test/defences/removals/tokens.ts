import { alike, area } from "../removal.ts";

const format = "gateway/auth/token-format.ts";
const rules = "gateway/auth/token-rules.ts";
const inAuth = (name: string) => [`test/unit/gateway/auth/${name}`];

export const tokens = area("access tokens", [
  ...alike({ file: format }, [
    {
      defence: "insists on RS256",
      find: 'if (header.alg !== "RS256") return { reason: "algorithm" };',
      noticedBy: inAuth("token-validator.algorithm"),
    },
    {
      defence: "refuses headers that bring a key with them",
      find: "if (refusedMembers.some((member) => Object.hasOwn(header, member)))",
      put: "if (refusedMembers.length === 0)",
      noticedBy: inAuth("token-validator.keys"),
    },
    {
      defence: "looks up key IDs of Entra's form only",
      find: 'if (typeof kid !== "string" || !keyIdPattern.test(kid))',
      put: 'if (typeof kid !== "string")',
      noticedBy: inAuth("token-validator.keys"),
    },
    {
      defence: "takes one encoding of a token only",
      find: 'part !== "" && fromBase64url(part) !== undefined',
      put: 'part !== ""',
      noticedBy: inAuth("token-validator.algorithm"),
    },
    {
      defence: "refuses claims that are there twice",
      find: "countNames(json) === countMembers(value) ? { ...value } : null",
      put: "countNames(json) >= countMembers(value) ? { ...value } : null",
      noticedBy: inAuth("strict-json"),
    },
  ]),
  {
    defence: "demands tokens for this server",
    file: rules,
    find: 'if (claims.aud !== policy.audience) return "audience";',
    noticedBy: inAuth("token-rules.audience"),
  },
  ...alike({ file: rules, noticedBy: inAuth("token-rules.lifetime") }, [
    {
      defence: "demands plausible times",
      find: 'if (nbf >= exp || lifetimeSeconds > maxLifetimeSeconds) return "timestamps";',
    },
    {
      defence: "refuses tokens that have expired",
      find: 'if (nowSeconds >= exp + clockSkewSeconds) return "expired";',
    },
    {
      defence: "refuses tokens that are not valid yet",
      find: 'if (Math.max(nbf, iat) > nowSeconds + clockSkewSeconds) return "not_yet_valid";',
    },
  ]),
  {
    defence: "demands the second version of Entra's tokens",
    file: rules,
    find: 'if (claims.ver !== "2.0") return "version";',
    noticedBy: inAuth("token-rules.tenant"),
  },
  {
    defence: "refuses personal accounts",
    file: rules,
    find: 'if (tid === personalTenantId) return "personal_account";',
    noticedBy: inAuth("policy-refusal"),
  },
  ...alike({ file: rules, noticedBy: inAuth("token-rules.tenant") }, [
    {
      defence: "demands the issuer of the token's own tenant",
      find: 'if (claims.iss !== issuer) return "issuer";',
    },
    {
      defence: "demands a key that may sign for that tenant",
      find: 'template.replace("{tenantid}", tid) === issuer',
      put: "template.length > 0",
    },
  ]),
  ...alike({ file: rules, noticedBy: inAuth("token-rules.scope") }, [
    { defence: "demands a person", find: 'if (isAppOnly(claims)) return "app_only";' },
    {
      defence: "demands the scope of this server",
      find: 'if (typeof scp !== "string" || !scp.split(" ").includes(requiredScope)) return "scope_missing";',
    },
  ]),
  {
    defence: "refuses a second Authorization header, and tokens in the query",
    file: "gateway/auth/authenticate.ts",
    find: 'if (others.length > 0 || hasTokenInQuery(request.url)) return { reason: "malformed_request" };',
    put: "if (others.length > 9) hasTokenInQuery(request.url);",
  },
  {
    defence: "asks Entra once in 30 s for keys that it doesn't know",
    file: "gateway/auth/signing-keys.ts",
    find: "if (elapsedMs >= 0 && elapsedMs < coolDownMs) return;",
    noticedBy: inAuth("token-validator.keys"),
  },
  ...alike({ file: "gateway/auth/signing-keys.ts", noticedBy: inAuth("signing-key-set") }, [
    {
      defence: "refuses short signing keys",
      find: "z.string().refine((modulus) => modulusBits(modulus) >= minModulusBits)",
      put: "z.string().refine((modulus) => modulusBits(modulus) > minModulusBits / 4096)",
    },
    {
      defence: "refuses two different keys with one ID",
      find: "first === undefined || others.some(({ n }) => n !== first.n)",
      put: "first === undefined",
    },
  ]),
  {
    defence: "checks the times of a token that it has seen before",
    file: "gateway/auth/token-validator.ts",
    find: "if (isInTime && nowMs < keptUntilMs) return validation;",
    put: "if (nowMs < keptUntilMs || !isInTime) return validation;",
  },
  {
    defence: "validates a token again after a minute",
    file: "gateway/auth/token-validator.ts",
    find: "if (isInTime && nowMs < keptUntilMs) return validation;",
    put: "if (isInTime || nowMs < keptUntilMs) return validation;",
  },
  {
    defence: "checks the tenant's policy after the body has arrived",
    file: "gateway/auth/authenticate.ts",
    find: "const unwanted = token && policyRefusal(token, policies);",
    put: "const unwanted = token && undefined;",
  },
  {
    defence: "keeps a tenant's address to that tenant",
    test: "s address serves its own people and refuses others, in the",
    file: "gateway/auth/authenticate.ts",
    find: "if (addressed !== undefined && addressed !== validation.caller.tenantId) {",
    put: "if (addressed === null) {",
    noticedBy: ["integration/tenant-address"],
    project: "integration",
  },
  ...alike({ file: "gateway/auth/policy-refusal.ts" }, [
    {
      defence: "refuses suspended tenants",
      test: "a suspended tenant is refused at the next request in the",
      find: "if (suspended !== undefined) return",
      put: "if (suspended === null) return",
      noticedBy: ["integration/tenants-file"],
      project: "integration",
    },
    {
      defence: "refuses guests where the tenant allows none",
      find: "if (isGuest && !allowsGuests) return",
      put: "if (isGuest && allowsGuests === undefined) return",
    },
    {
      defence: "refuses clients that the tenant doesn't list",
      find: "if (clients?.has(clientId) === false) return",
      put: "if (clients === null) return",
    },
  ]),
  {
    defence: "keeps few Graph tokens of one person",
    file: "workers/auth/graph-token.ts",
    find: "if (keys.size > maxOfPerson && oldest !== undefined) entries.delete(oldest);",
    put: "if (keys.size > maxEntries && oldest !== undefined) entries.delete(oldest);",
    noticedBy: ["test/unit/workers/auth/on-behalf-of.identity"],
  },
]);
