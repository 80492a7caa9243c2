import type { MintOptions } from "#test/fake-tenant/entra/mint-token.ts";
import type { Flawless, HostileCall, Refusal } from "./hostile-call.ts";

const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
const graph = "00000003-0000-0000-c000-000000000000";

function signed(title: string, refusal: Refusal, mint: MintOptions): HostileCall {
  return { title, refusal, mint };
}

const said = (value: unknown) => String(JSON.stringify(value)).slice(0, 80);

/** What a decoder, a comparison or a database could take for the good value. */
function lookalikes(good: unknown): unknown[] {
  const text = String(good);
  const shapes = [null, true, false, 0, 1, -1, "", " ", [], {}, [good], [good, good], { value: good }, [[good]]];
  const spellings = [`${text}\n`, `${text}\u0000`, `"${text}"`, `${text},${text}`, `${text}\u200b`, text.repeat(50)];
  const cased = [text.toUpperCase(), text.normalize("NFKD").replace("a", "а")].filter((other) => other !== text);
  return [...shapes, ...spellings, ...cased];
}

const deciding = ["aud", "iss", "tid", "oid", "azp", "ver", "scp", "exp", "nbf", "iat"];

/** Each claim that decides something, with every value that is nearly the good one, and left out. */
function confusedClaims({ claims }: Flawless): HostileCall[] {
  return deciding.flatMap((name) => {
    const good = claims[name];
    const refusal = name === "scp" ? "insufficient_scope" : "invalid_token";
    // Around a scope there may be spaces; around nothing else.
    const spaced = name === "scp" ? [] : [`${good} `, ` ${good}`];
    const values = [...lookalikes(good), ...spaced, ...(typeof good === "number" ? [good + 0.5, String(good)] : [])];
    return [
      signed(`no ${name}`, refusal, { removeClaims: [name] }),
      ...values.map((value) => signed(`${name} ${said(value)}`, refusal, { claims: { [name]: value } })),
    ];
  });
}

function foreignAudiences({ claims, tenantIds }: Flawless): HostileCall[] {
  const { aud, azp } = claims;
  const others = [
    ...[graph, "https://graph.microsoft.com", "https://graph.microsoft.com/", "https://management.azure.com/"],
    ...["00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0ff1-ce00-000000000000", azp, tenantIds[0]],
    ...[`api://${aud}`, `spn:${aud}`, `{${aud}}`, `${aud}/access_as_user`, "https://mcp.contoso.example/mcp", "*"],
    ...[
      [aud, graph],
      [graph, aud],
    ],
  ];
  return others.map((value) => signed(`audience ${said(value)}`, "invalid_token", { claims: { aud: value } }));
}

function foreignIssuers({ claims, authorityHost, tenantIds }: Flawless): HostileCall[] {
  const { tid } = claims;
  const { host, hostname } = new URL(authorityHost);
  const issuers = [
    ...[`https://sts.windows.net/${tid}/`, `https://sts.windows.net/${tid}`, `https://login.windows.net/${tid}/v2.0`],
    ...["common", "organizations", "consumers", "{tenantid}", ""].map((name) => `${authorityHost}/${name}/v2.0`),
    ...[`https://login.microsoftonline.us/${tid}/v2.0`, `https://login.partner.microsoftonline.cn/${tid}/v2.0`],
    ...[`https://${tid}.ciamlogin.com/${tid}/v2.0`, `https://contoso.b2clogin.com/${tid}/v2.0/`],
    ...[
      `http://${host}/${tid}/v2.0`,
      `https://${host}@attacker.example/${tid}/v2.0`,
      `https://${hostname}/${tid}/v2.0`,
    ],
    ...[`https://${host}.attacker.example/${tid}/v2.0`, `https://attacker.example/${authorityHost}/${tid}/v2.0`],
    ...["/", "?", "#", "/..", "/."].map((end) => `${authorityHost}/${tid}/v2.0${end}`),
    ...[`${authorityHost}//${tid}/v2.0`, `${authorityHost}/${tid}/V2.0`, `${authorityHost}/${tid}/v3.0`],
    ...[`${authorityHost}/${tid}`, `${authorityHost}/${tid}/`, `${authorityHost}/x/../${tid}/v2.0`],
  ];
  return [
    ...issuers.map((iss) => signed(`issuer ${iss}`, "invalid_token", { claims: { iss } })),
    ...tenantIds.flatMap((one) =>
      tenantIds.flatMap((other) => {
        if (one === other) return [];
        const iss = `${authorityHost}/${other}/v2.0`;
        return [signed(`tenant ${one}, issuer of ${other}`, "invalid_token", { claims: { tid: one, iss } })];
      }),
    ),
    ...["common", "organizations", "contoso.com", `../${tid}`, `{${tid}}`, `${tid}/v2.0/..`, "{tenantid}"].map(
      (other) =>
        signed(`tenant ${other}, issuer to match`, "invalid_token", {
          claims: { tid: other, iss: `${authorityHost}/${other}/v2.0` },
        }),
    ),
    signed("the key of personal accounts", "invalid_token", { key: "personal" }),
    ...["1.0", "2", "2.0.0", "3.0", 2, "v2.0"].map((ver) =>
      signed(`ver ${said(ver)}`, "invalid_token", { claims: { ver } }),
    ),
    ...(["v1", "idToken", "graph"] as const).flatMap((shape) => [
      signed(`a ${shape} token`, "invalid_token", { shape }),
      signed(`a ${shape} token with our scope`, "invalid_token", { shape, claims: { scp: "access_as_user" } }),
    ]),
  ];
}

function wrongTimes(): HostileCall[] {
  const day = 86_400;
  const times: Record<string, MintOptions> = {
    "expired 61 s ago": { issuedAgoSeconds: 4_000, notBeforeInSeconds: -4_000, expiresInSeconds: -61 },
    "expired a day ago": { issuedAgoSeconds: day + 60, notBeforeInSeconds: -day - 60, expiresInSeconds: -day },
    "valid in 2 minutes": { notBeforeInSeconds: 120 },
    "valid tomorrow": { notBeforeInSeconds: day, expiresInSeconds: day + 3_600 },
    "issued in 2 minutes": { issuedAgoSeconds: -120 },
    "a life of 49 hours": { expiresInSeconds: 49 * 3_600 },
    "a life of 49 hours that began long ago": { issuedAgoSeconds: 48.5 * 3_600, expiresInSeconds: 1_800 },
    "an end before its beginning": { notBeforeInSeconds: 30, expiresInSeconds: 10 },
    "an end at its beginning": { notBeforeInSeconds: 30, expiresInSeconds: 30 },
    "a hundred years": { expiresInSeconds: 100 * 365 * day },
  };
  const numbers = [253_402_300_799, 2 ** 53, 1e308, -2, -(2 ** 31), 2 ** 31, 1_795_600_000_000];
  return [
    ...Object.entries(times).map(([title, mint]) => signed(title, "invalid_token", mint)),
    ...["exp", "nbf", "iat"].flatMap((name) =>
      numbers.map((number) => signed(`${name} ${number}`, "invalid_token", { claims: { [name]: number } })),
    ),
  ];
}

function notPeople({ authorityHost }: Flawless): HostileCall[] {
  const scopes = ["/", "Mail.Read Files.Read.All", "user_impersonation", "access_as_user2", "not_access_as_user"];
  const moreScopes = [
    "openid,access_as_user",
    "openid\taccess_as_user",
    "https://mcp.contoso.example/mcp/access_as_user",
  ];
  const kinds = ["app", "App", "APP", "device", "service", "User", "user ", "", null, 0, ["user"], ["app"], {}];
  const facets = ["11", "13", "3 9 11", "13 3", 11, 13, ["11"], [1, 13], ["1 13"]];
  const roles = [{ roles: ["access_as_user"] }, { roles: ["access_as_user"], scp: "" }, { scope: "access_as_user" }];
  const personal = [`${authorityHost}/${personalTenant}/v2.0`, "https://login.live.com"].flatMap((iss) =>
    (["work", "personal"] as const).map((key) =>
      signed(`a personal account of ${iss}, ${key} key`, "refused", { key, claims: { tid: personalTenant, iss } }),
    ),
  );
  return [
    ...[...scopes, ...moreScopes].map((scp) => signed(`scope ${said(scp)}`, "insufficient_scope", { claims: { scp } })),
    ...roles.map((claims) =>
      signed(`no scope but ${said(claims)}`, "insufficient_scope", {
        claims,
        ...("scp" in claims ? {} : { removeClaims: ["scp"] }),
      }),
    ),
    ...kinds.map((idtyp) => signed(`idtyp ${said(idtyp)}`, "refused", { claims: { idtyp } })),
    ...facets.map((value) => signed(`subject facets ${said(value)}`, "refused", { claims: { xms_sub_fct: value } })),
    ...facets
      .filter((value) => !JSON.stringify(value).includes("13"))
      .map((value) => signed(`actor facets ${said(value)}`, "refused", { claims: { xms_act_fct: value } })),
    signed("an agent by its parent", "refused", { claims: { xms_par_app_azp: graph } }),
    ...(["appOnly", "agentIdentity", "agentUser", "personalAccount"] as const).map((shape) =>
      signed(`the shape ${shape}`, "refused", { shape }),
    ),
    ...personal,
  ];
}

/** Signed payloads that no honest signer writes. */
function rawPayloads({ claims }: Flawless): HostileCall[] {
  const good = JSON.stringify(claims);
  const inner = good.slice(1, -1);
  const evil = JSON.stringify("evil");
  const doubled = deciding.flatMap((name) => [
    [`${name} twice, the good one last`, `{"${name}":${evil},${inner}}`],
    [`${name} twice, the good one first`, `{${inner},"${name}":${evil}}`],
    [`${name} twice, the same`, `{${inner},"${name}":${JSON.stringify(claims[name])}}`],
    [`${name} twice, once escaped`, `{${inner},"\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}":${evil}}`],
  ]);
  const odd = {
    nothing: "",
    null: "null",
    "a list": "[]",
    "a list of the claims": `[${good}]`,
    "a text of the claims": JSON.stringify(good),
    "a number": "1",
    "half an object": good.slice(0, -1),
    "two objects": `${good}${good}`,
    "a trailing comma": `{${inner},}`,
    "a comment": `{${inner}/**/}`,
    "single quotes": good.replaceAll('"', "'"),
    "a byte order mark": `\ufeff${good}`,
    "a NUL at its end": `${good}\u0000`,
    "a raw line end in a text": `{${inner},"x":"\n"}`,
    "the claims one level down": `{"claims":${good}}`,
    "the claims as a prototype": `{"__proto__":${good}}`,
    "an endless number as expiry": good.replace(/"exp":\d+/, '"exp":1e400'),
    "NaN as expiry": good.replace(/"exp":\d+/, '"exp":NaN'),
    "a leading zero in its expiry": good.replace(/"exp":/, '"exp":0'),
    "a signed token as payload": "eyJhbGciOiJSUzI1NiJ9.e30.AA",
    XML: "<saml:Assertion/>",
    "names twice deep inside": `{${inner},"x":[{"a":1,"a":2}]}`,
  };
  return [...doubled, ...Object.entries(odd)].map(([title = "", rawPayload = ""]) =>
    signed(`payload: ${title}`, "invalid_token", { rawPayload }),
  );
}

/** Everything that can be wrong with what a token says, under a good signature. */
export function hostileClaims(flawless: Flawless): HostileCall[] {
  return [
    ...confusedClaims(flawless),
    ...foreignAudiences(flawless),
    ...foreignIssuers(flawless),
    ...wrongTimes(),
    ...notPeople(flawless),
    ...rawPayloads(flawless),
  ];
}
