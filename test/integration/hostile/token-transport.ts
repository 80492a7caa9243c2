import type { HostileCall, Refusal } from "./hostile-call.ts";

const base64urlLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const nextLetter = (letter: string) => base64urlLetters[(base64urlLetters.indexOf(letter) + 1) % 64] ?? "A";

function otherAt(token: string, at: number): string {
  const place = at < 0 ? token.length + at : at;
  return `${token.slice(0, place)}${nextLetter(token[place] ?? "A")}${token.slice(place + 1)}`;
}

type Parts = [header: string, payload: string, signature: string];
const partsOf = (token: string) => token.split(".") as Parts;

/** Other spellings of a good token: a lenient decoder would take some of them for the same. */
const spellings: Record<string, (token: string) => string> = {
  "padded by =": (token) => `${token}=`,
  "padded by ==": (token) => `${token}==`,
  "padding in its header": (token) => token.replace(".", "=."),
  "a stray bit at its end": (token) => otherAt(token, -1),
  "a point before it": (token) => `.${token}`,
  "a point behind it": (token) => `${token}.`,
  "two points behind it": (token) => `${token}..`,
  "a doubled point": (token) => token.replace(".", ".."),
  "no points": (token) => token.replaceAll(".", ""),
  "points as commas": (token) => token.replaceAll(".", ","),
  "points as %2e": (token) => token.replaceAll(".", "%2e"),
  "its header alone": (token) => partsOf(token)[0],
  "its payload alone": (token) => partsOf(token)[1],
  "no signature": (token) => partsOf(token).slice(0, 2).join("."),
  "an empty signature": (token) => `${partsOf(token).slice(0, 2).join(".")}.`,
  "an empty payload": (token) => partsOf(token).with(1, "").join("."),
  "an empty header": (token) => partsOf(token).with(0, "").join("."),
  "its parts reversed": (token) => partsOf(token).reverse().join("."),
  "the header as signature": (token) => partsOf(token).with(2, partsOf(token)[0]).join("."),
  "a signature of zeros": (token) => partsOf(token).with(2, "A".repeat(342)).join("."),
  "a longer signature": (token) => `${token}AAAA`,
  "a signature of one letter": (token) => partsOf(token).with(2, "A").join("."),
  "its parts twice": (token) => `${token}.${token}`,
  "five parts": (token) => `${token}.AAAA.AAAA`,
  "a JWE around it": (token) => `eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.${partsOf(token)[1]}.AAAA`,
  "a token as its payload": (token) => partsOf(token).with(1, Buffer.from(token).toString("base64url")).join("."),
  "encoded once more": (token) => Buffer.from(token).toString("base64url"),
  "encoded once more, with padding": (token) => Buffer.from(token).toString("base64"),
  "as hexadecimal": (token) => Buffer.from(token).toString("hex"),
  "in capitals": (token) => token.toUpperCase(),
  "in small letters": (token) => token.toLowerCase(),
  "another header": (token) => partsOf(token).with(0, "eyJhbGciOiJub25lIn0").join("."),
  "a header of {}": (token) => partsOf(token).with(0, "e30").join("."),
  "a payload of {}": (token) => partsOf(token).with(1, "e30").join("."),
  quoted: (token) => `"${token}"`,
  "in angle brackets": (token) => `<${token}>`,
  "a comma behind it": (token) => `${token},`,
  "a semicolon behind it": (token) => `${token};`,
  "a space inside": (token) => token.replace(".", ". "),
  "a tab inside": (token) => token.replace(".", ".\t"),
  "a full-width point": (token) => token.replace(".", "．"),
  "an umlaut inside": (token) => token.replace(".", ".ü"),
  "an emoji behind it": (token) => `${token}🔑`,
  "a + and a /": (token) => `${token.slice(0, -2)}+/`,
  "another letter for ey": (token) => token.replace("ey", "ez"),
  "16 kB of it": (token) => `${token}${"A".repeat(16_384)}`,
  "20,000 points": () => ".".repeat(20_000),
  "12 kB of letters": () => `${"A".repeat(4_000)}.${"A".repeat(4_000)}.${"A".repeat(4_000)}`,
  "a word": () => "null",
  undefined: () => "undefined",
  "[object Object]": () => "[object Object]",
  "two points": () => "..",
  "a ~": () => "~",
  "an opaque token": () => "EwBwA8l6BAAUAOyDv0l6PcCVu89kmzvqZmkWABkAAQ",
};

function otherSpellings(): HostileCall[] {
  const lengths = Array.from({ length: 20 }, (_, index) => (index + 1) / 21);
  return [
    ...Object.entries(spellings).map(([title, damage]) => ({ title: `a good token, ${title}`, damage })),
    ...lengths.map((share) => ({
      title: `a good token, cut at ${Math.round(share * 100)} %`,
      damage: (token: string) => token.slice(0, Math.floor(token.length * share)),
    })),
    ...lengths.map((share) => ({
      title: `a good token, another letter at ${Math.round(share * 100)} %`,
      damage: (token: string) => otherAt(token, Math.floor(token.length * share)),
    })),
  ].map((call) => ({ ...call, refusal: "invalid_token" }));
}

const line = (value: string) => `Authorization: ${value}`;
const form = "application/x-www-form-urlencoded";

function otherSchemes(): HostileCall[] {
  const basic = Buffer.from("user:password").toString("base64");
  const values: Record<string, (token: string) => string> = {
    Basic: () => `Basic ${basic}`,
    "Basic with the token": (token) => `Basic ${token}`,
    Digest: () => 'Digest username="x", response="y"',
    DPoP: (token) => `DPoP ${token}`,
    Negotiate: () => "Negotiate TlRMTVNTUAAB",
    MAC: (token) => `MAC id="${token}"`,
    PoP: (token) => `PoP ${token}`,
    "no scheme": (token) => token,
    BearerX: (token) => `BearerX ${token}`,
    "a scheme like Bearer": (token) => `Веarer ${token}`,
    "Bearer: with a colon": (token) => `Bearer:${token}`,
    "Bearer= with an equals sign": (token) => `Bearer="${token}"`,
    "a tab": (token) => `Bearer\t${token}`,
    "a comma before Bearer": (token) => `,Bearer ${token}`,
    "Basic before Bearer": (token) => `Basic ${basic}, Bearer ${token}`,
    "an empty value": () => "",
  };
  return Object.entries(values).map(([title, value]) => ({
    title: `the scheme: ${title}`,
    refusal: "sign_in",
    headers: (token) => [line(value(token))],
  }));
}

function manyTokens(): HostileCall[] {
  const inOneHeader: Record<string, (token: string) => string> = {
    "Bearer alone": () => "Bearer",
    "Bearer and spaces": () => "Bearer    ",
    "two tokens": (token) => `Bearer ${token} ${token}`,
    "two tokens and a comma": (token) => `Bearer ${token}, Bearer ${token}`,
    "Bearer twice": (token) => `Bearer Bearer ${token}`,
    "parameters behind it": (token) => `Bearer ${token}; scope="x"`,
    "parameters before it": (token) => `Bearer realm="x", ${token}`,
  };
  const twoHeaders: Record<string, (token: string) => string[]> = {
    "the good one first": (token) => [`Bearer ${token}`, "Bearer other"],
    "the good one last": (token) => ["Bearer other", `Bearer ${token}`],
    "the same twice": (token) => [`Bearer ${token}`, `Bearer ${token}`],
    "Basic first": (token) => ["Basic dXNlcjpwYXNz", `Bearer ${token}`],
    "Basic last": (token) => [`Bearer ${token}`, "Basic dXNlcjpwYXNz"],
    "an empty one first": (token) => ["", `Bearer ${token}`],
    three: (token) => [`Bearer ${token}`, `Bearer ${token}`, `Bearer ${token}`],
  };
  return [
    ...Object.entries(inOneHeader).map(
      ([title, value]): HostileCall => ({
        title: `in one header: ${title}`,
        refusal: "invalid_token",
        headers: (token) => [line(value(token))],
      }),
    ),
    ...Object.entries(twoHeaders).map(
      ([title, values]): HostileCall => ({
        title: `several headers: ${title}`,
        refusal: "invalid_request",
        headers: (token) =>
          values(token).map((value, index) =>
            index === 1 ? line(value).toLowerCase().replace(value.toLowerCase(), value) : line(value),
          ),
      }),
    ),
  ];
}

/** A good token at every place but the right one. */
function elsewhere(): HostileCall[] {
  const names = [
    "X-Access-Token",
    "X-Authorization",
    "Proxy-Authorization",
    "X-Forwarded-Authorization",
    "X-MS-TOKEN-AAD-ACCESS-TOKEN",
  ];
  const none = () => [];
  const at = (title: string, refusal: Refusal, more: Partial<HostileCall>): HostileCall => ({
    title,
    refusal,
    ...more,
  });
  return [
    at("no header at all", "sign_in", { headers: none }),
    ...names.map((name) => at(`in ${name}`, "sign_in", { headers: (token) => [`${name}: Bearer ${token}`] })),
    at("in a cookie", "sign_in", {
      headers: (token) => [`Cookie: access_token=${token}; Authorization=Bearer ${token}`],
    }),
    at("in the address", "sign_in", { headers: none, query: (token) => `?access_token=${token}` }),
    at("in the address as authorization", "sign_in", {
      headers: none,
      query: (token) => `?authorization=Bearer%20${token}`,
    }),
    at("in the address too", "invalid_request", { query: (token) => `?access_token=${token}` }),
    at("in the address too, escaped", "invalid_request", { query: (token) => `?a=1&access%5Ftoken=${token}` }),
    at("in the address too, empty", "invalid_request", { query: () => "?access_token" }),
    at("in a form", "sign_in", {
      headers: none,
      body: { contentType: form, text: (token) => `access_token=${token}` },
    }),
    at("in the message", "sign_in", {
      headers: none,
      body: {
        contentType: "application/json",
        text: (token) => JSON.stringify({ access_token: token, params: { _meta: { authorization: token } } }),
      },
    }),
  ];
}

/** What never becomes a request. */
function brokenHttp(): HostileCall[] {
  const lines: Record<string, (token: string) => string[]> = {
    "a NUL in the token": (token) => [line(`Bearer ${token.slice(0, 9)}\u0000${token.slice(9)}`)],
    "a bare line feed in the token": (token) => [line(`Bearer ${token.slice(0, 9)}\n${token.slice(9)}`)],
    "a bare carriage return in the token": (token) => [line(`Bearer ${token.slice(0, 9)}\r${token.slice(9)}`)],
    "a DEL in the token": (token) => [line(`Bearer ${token.slice(0, 9)}\u007f${token.slice(9)}`)],
    "a space before the colon": (token) => [`Authorization : Bearer ${token}`],
    "a NUL in the name": (token) => [`Author\u0000ization: Bearer ${token}`],
    "a folded line": (token) => [`Authorization: Bearer\r\n ${token}`],
  };
  return [
    ...Object.entries(lines).map(
      ([title, headers]): HostileCall => ({ title: `broken HTTP: ${title}`, refusal: "broken_http", headers }),
    ),
    {
      title: "32 kB of header",
      refusal: "headers_too_large",
      headers: (token) => [line(`Bearer ${token}${"A".repeat(32_768)}`)],
    },
  ];
}

/** Everything that can happen to a good token on its way. */
export function hostileTransport(): HostileCall[] {
  return [...otherSpellings(), ...otherSchemes(), ...manyTokens(), ...elsewhere(), ...brokenHttp()];
}
