import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import type { Flawless, HostileCall } from "./hostile-call.ts";

const algorithms = ["none", "HS256", "RS384", "RS512", "PS256", "ES256"] as const;
const spellings: readonly unknown[] = [
  ...["none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256"],
  ...["ES384", "ES512", "EdDSA", "RS1", "RSA", "rs256", "Rs256", "RS-256", "RS256 ", " RS256", "RS256\u0000"],
  ...["RS256\n", "RS256,none", "ＲＳ２５６", "RЅ256", "", "dir", "RSA-OAEP", "A256KW", "*"],
  ...[null, 256, true, ["RS256"], { RS256: true }],
];

/** What signed and what the header says of it, in all combinations but the good one. */
function algorithmConfusion(): HostileCall[] {
  const honest = algorithms.map((algorithm) => [algorithm, algorithm] as const);
  const lying = algorithms.map((algorithm) => [algorithm, "RS256"] as const);
  const said = spellings.map((alg) => ["RS256", alg] as const);
  return [...honest, ...lying, ...said].map(([algorithm, alg]) => ({
    title: `signed by ${algorithm}, alg ${JSON.stringify(alg)}`,
    refusal: "invalid_token",
    mint: { algorithm, header: { alg } },
  }));
}

/** Short, with the length of what is too long to show. */
const said = (value: unknown) => {
  const text = String(JSON.stringify(value));
  return text.length > 80 ? `of ${text.length} letters` : text;
};

const keyIds: readonly unknown[] = [
  ...["../../etc/passwd", "/dev/null", "/proc/self/environ", "..\\..\\keys", "file:///dev/null", "%2e%2e%2fkeys"],
  ...["https://attacker.example/keys", "//attacker.example", "http://169.254.169.254/", "ldap://attacker.example"],
  ...["' OR '1'='1", "x' UNION SELECT 'key'--", "$(id)", "`id`", "| id", "#{7*7}", "{{7*7}}", "work\u0000", "a b"],
  ...["kid\r\nX-Evil: 1", "\u202ekid", "🔑", "ключ", "k".repeat(129), "k".repeat(8_000), "", " ", ".", "*", "null"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "work", "0", "-", "k".repeat(128)],
  ...[null, 0, 1, true, false, [], {}, ["work"], { kid: "work" }],
];

/** A stranger's key and the real one, under an id that is no key's. */
function keyIdTricks({ keyIds: published }: Flawless): HostileCall[] {
  const tricks = [
    ...keyIds,
    published.work.toLowerCase(),
    `${published.work} `,
    `${published.work}=`,
    [published.work],
  ];
  const signers = ["unknown", "work"] as const;
  const wrong = signers.flatMap((key) =>
    tricks.map((kid) => ({
      title: `kid ${said(kid)}, ${key} key`,
      mint: { key, header: { kid } },
    })),
  );
  const missing = signers.map((key) => ({ title: `no kid, ${key} key`, mint: { key, removeHeaders: ["kid"] } }));
  const names = ["work", "oldWork", "personal"] as const;
  const swapped = [...names, "unknown" as const].flatMap((key) =>
    names.flatMap((name) =>
      name === key
        ? []
        : [{ title: `${key} key under the id of ${name}`, mint: { key, header: { kid: published[name] } } }],
    ),
  );
  return [...wrong, ...missing, ...swapped].map((call) => ({ ...call, refusal: "invalid_token" }));
}

const jwk = { kty: "RSA", e: "AQAB", n: "sXchDaQebHnPiGvyDOAT4saGEUetSyo9MKLOoWFsueri23bOdgWp4Dy1Wl" };
const extraMembers: Record<string, readonly unknown[]> = {
  jku: ["https://attacker.example/keys", "https://login.microsoftonline.com/common/discovery/v2.0/keys", "", null, []],
  x5u: ["https://attacker.example/cert.pem", "file:///etc/ssl/cert.pem", "", null],
  jwk: [jwk, { ...jwk, kty: "oct", k: "AAAA" }, {}, null, "jwk"],
  x5c: [["MIIB"], [], "MIIB", null],
  crit: [[], ["exp"], ["b64"], ["b64", "exp"], "exp", null, {}],
  b64: [false, true, null],
  zip: ["DEF", "GZIP", null],
  enc: ["A256GCM", "A128CBC-HS256", null],
  nonce: ["AQABAAAAAAD", "", null],
};
const types: readonly unknown[] = [
  ...["dpop+jwt", "logout+jwt", "secevent+jwt", "id_token+jwt", "JOSE", "JWE", "JWT ", "JWT\u0000", "application/jwt"],
  ...["", null, 1, ["JWT"], {}],
];

/** A good signature, but the header brings a key of its own or asks for more. */
function extraHeaders(): HostileCall[] {
  const members = Object.entries(extraMembers).flatMap(([name, values]) =>
    values.map((value) => ({ title: `${name} ${said(value)}`, header: { [name]: value } })),
  );
  const typ = types.map((value) => ({ title: `typ ${JSON.stringify(value)}`, header: { typ: value } }));
  const own = members.map(
    ({ title, header }): HostileCall => ({
      title: `${title}, unknown key`,
      refusal: "invalid_token",
      mint: { key: "unknown", header },
    }),
  );
  const good = [...members, ...typ].map(
    ({ title, header }): HostileCall => ({ title, refusal: "invalid_token", mint: { header } }),
  );
  return [...own, ...good];
}

const rawHeaders = [
  '{"alg":"none","alg":"RS256","typ":"JWT","kid":"{kid}"}',
  '{"alg":"RS256","alg":"none","typ":"JWT","kid":"{kid}"}',
  '{"alg":"RS256","\\u0061lg":"RS256","kid":"{kid}"}',
  '{"alg":"RS256","kid":"other","kid":"{kid}"}',
  '{"alg":"RS256","kid":"{kid}","x":{"a":1,"a":2}}',
  '\ufeff{"alg":"RS256","kid":"{kid}"}',
  '{"alg":"RS256","kid":"{kid}"}{}',
  '{"alg":"RS256","kid":"{kid}",}',
  "{'alg':'RS256','kid':'{kid}'}",
  '{"alg":"RS256","kid":"{kid}"/**/}',
  '[{"alg":"RS256","kid":"{kid}"}]',
  '"RS256"',
  "null",
  "[]",
  "{}",
  "RS256",
  " ",
];

/** Everything that can be wrong with the header of a token. */
export function hostileHeaders(flawless: Flawless): HostileCall[] {
  const raw = rawHeaders.flatMap((rawHeader) =>
    (["work", "unknown"] satisfies MintOptions["key"][]).map(
      (key): HostileCall => ({
        title: `header ${JSON.stringify(rawHeader)}, ${key} key`,
        refusal: "invalid_token",
        mint: { key, rawHeader },
      }),
    ),
  );
  return [...algorithmConfusion(), ...keyIdTricks(flawless), ...extraHeaders(), ...raw];
}
