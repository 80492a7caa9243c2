import { isSameSite } from "./site.ts";

interface Cookie {
  name: string;
  value: string;
  host: string;
  path: string;
  isSecure: boolean;
  sameSite: "strict" | "lax" | "none";
  /** Milliseconds since 1970; infinite for a session's. */
  expiresAt: number;
}

/** A request as far as it decides which cookies go along. */
export interface CookieRequest {
  url: URL;
  method: string;
  /** Whose page opened it; null for a person or a program. */
  initiator: URL | null;
}

export interface CookieJar {
  /** The Cookie header of a navigation; undefined when no cookie goes along. */
  headerFor(request: CookieRequest): string | undefined;
  /** Takes in Set-Cookie headers; returns those that a browser refuses, each with the reason. */
  store(url: URL, headers: readonly string[]): string[];
}

const maxCookieBytes = 4096;

/**
 * Cookies as browsers treat them (RFC 6265bis): not divided by port; without SameSite they count as Lax; those of http
 * are never Secure, not even on localhost, as Safari has it. `Domain` is for nobody here, so it is refused.
 */
export function createCookieJar(): CookieJar {
  let cookies: Cookie[] = [];
  const live = () => {
    cookies = cookies.filter(({ expiresAt }) => expiresAt > Date.now());
    return cookies;
  };
  return {
    headerFor({ url, method, initiator }) {
      const isForeign = initiator !== null && !isSameSite(initiator, url);
      const sent = live()
        .filter(({ host, path, isSecure, sameSite }) => {
          if (host !== url.hostname || !isBelow(url.pathname, path)) return false;
          if (isSecure && url.protocol !== "https:") return false;
          if (!isForeign || sameSite === "none") return true;
          return sameSite === "lax" && method === "GET";
        })
        .toSorted((one, other) => other.path.length - one.path.length);
      return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join("; ");
    },
    store(url, headers) {
      return headers.flatMap((header) => {
        const cookie = readCookie(url, header);
        const refusal = cookie === undefined ? "malformed" : refusalOf(cookie, url, header);
        if (cookie === undefined || refusal !== undefined) return [`${header.split(";")[0]}: ${refusal}`];
        const isSame = ({ name, host, path }: Cookie) =>
          name === cookie.name && host === cookie.host && path === cookie.path;
        const at = cookies.findIndex(isSame);
        if (at < 0) cookies.push(cookie);
        else cookies[at] = cookie;
        return [];
      });
    },
  };
}

const isBelow = (path: string, of: string) => path === of || path.startsWith(of.endsWith("/") ? of : `${of}/`);

function readCookie(url: URL, header: string): Cookie | undefined {
  const [pair = "", ...attributes] = header.split(";").map((part) => part.trim());
  const equals = pair.indexOf("=");
  if (equals < 1) return undefined;
  const given = new Map(
    attributes.map((attribute) => {
      const [name = "", ...value] = attribute.split("=");
      return [name.toLowerCase(), value.join("=")];
    }),
  );
  const path = given.get("path") ?? "";
  const sameSite = given.get("samesite")?.toLowerCase();
  return {
    name: pair.slice(0, equals),
    value: pair.slice(equals + 1),
    host: url.hostname,
    path: path.startsWith("/") ? path : url.pathname.replace(/\/[^/]*$/, "") || "/",
    isSecure: given.has("secure"),
    sameSite: sameSite === "strict" || sameSite === "none" ? sameSite : "lax",
    expiresAt: expiryOf(given),
  };
}

function expiryOf(attributes: ReadonlyMap<string, string>): number {
  const maxAge = attributes.get("max-age");
  if (maxAge !== undefined) return Date.now() + Number(maxAge) * 1000;
  const expires = attributes.get("expires");
  return expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
}

function refusalOf(cookie: Cookie, url: URL, header: string): string | undefined {
  if (/;\s*domain=/i.test(header)) return "it names a Domain";
  if (Buffer.byteLength(cookie.name + cookie.value) > maxCookieBytes) return `it has more than ${maxCookieBytes} bytes`;
  if (cookie.isSecure && url.protocol !== "https:") return "it is Secure, and the page is not";
  if (cookie.sameSite === "none" && !cookie.isSecure) return "it is for every site, and not Secure";
  if (/^__secure-/i.test(cookie.name) && !cookie.isSecure) return "its name promises Secure";
  if (/^__host-/i.test(cookie.name) && !(cookie.isSecure && cookie.path === "/"))
    return "its name promises Secure and Path=/";
  return undefined;
}
