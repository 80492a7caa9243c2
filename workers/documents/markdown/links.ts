import { decodePercent, placeOfHost } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";

/** Parameters that tell a sender or an advertiser who has opened a link; the page is the same without them. */
const tracking = new RegExp(
  `^(?:utm_\\w{1,40}|${(
    "fbclid gclid dclid msclkid yclid twclid ttclid wbraid gbraid igshid mc_cid mc_eid mkt_tok _hsenc _hsmi " +
      "hsCtaTracking vero_id vero_conv oly_anon_id oly_enc_id elqTrack elqTrackId ck_subscriber_id s_cid"
  ).replaceAll(" ", "|")})$`,
  "i",
);

/** Length beyond which queries and fragments are made for programs. They may have a third of the tokens of a mail. */
const maxCharacters = 200;
const cut = "…";

/**
 * A web address as it is shown: without parameters that only track, and with the whole parameters of its query that fit
 * into 200 characters, and as much of its fragment, with a `…` where something is cut. Scheme, host and path are always
 * whole. An address of Microsoft 365 is never cut, since it can be read.
 */
function shortAddress(address: URL): string {
  const { href, search, hash, hostname, protocol } = address;
  if (!protocol.startsWith("http") || placeOfHost(hostname) !== undefined) return href;
  const parameters = search.slice(1).split("&");
  const query = fitting(parameters.filter((one) => !tracking.test(one.slice(0, one.search(/=|$/)))));
  const path = href.slice(0, href.search(/[?#]|$/));
  return `${path}${query === "" ? "" : `?${query}`}${hash.length > maxCharacters ? `#${cut}` : hash}`;
}

/** Parameters from the first on, as many as fit. */
function fitting(parameters: readonly string[]): string {
  let length = 0;
  const end = parameters.findIndex((one) => {
    length += one.length + 1;
    return length > maxCharacters + 1;
  });
  return end === -1 ? parameters.join("&") : [...parameters.slice(0, end), cut].join("&");
}

/** Links with other schemes, such as `javascript:` and `data:`, are reduced to their text. */
const allowedSchemes = new Set(["http:", "https:", "mailto:", "tel:", "msteams:"]);

/**
 * A Markdown link. If its text names another host than the target's, the target's host is added in words. Outlook's
 * Safe Links are unwrapped. User names in URLs are removed, since they serve to imitate hosts, and long queries cut.
 */
export function renderLink(text: string, href: string): string {
  const address = readAddress(href);
  if (address === undefined) return text;
  const written = inMarkdown(shortAddress(address));
  if (text === "") return "";
  if (address.protocol === "mailto:" || address.protocol === "tel:") {
    const target = decodePercent(address.pathname) ?? address.pathname;
    return text.includes(target) ? text : `${text} (${target})`;
  }
  const plain = text.replace(/\\([[\]])/g, "$1").replace(/\/$/, "");
  if ([written, inMarkdown(address.href)].some((one) => plain === one.replace(/\/$/, ""))) return written;
  const named = hostIn(plain);
  const isOther = named !== undefined && !isSameSite(named, address.hostname);
  return `[${text}](${written})${isOther ? ` (leads to ${address.hostname})` : ""}`;
}

/** Web address without the signs that may follow it in a text. */
const webAddress = /\bhttps?:\/\/[^\s()<>]*[^\s()<>\]"'*_.,;:!?]/gi;

/** The web addresses in a text, as links are shown: of two texts the same ones are equal. */
export function addressesIn(text: string): ReadonlySet<string> {
  const shown = [...text.matchAll(webAddress)].flatMap(([one]) => {
    const address = readAddress(one);
    return address === undefined ? [] : (URL.parse(shortAddress(address))?.href.replace(/\/$/, "") ?? []);
  });
  return new Set(shown);
}

/** Encodes the characters that end a link's address in Markdown, or make a picture of it. */
function inMarkdown(address: string): string {
  return address.replace(/[()<>\s]|!(?=\[)/g, (character) =>
    encodeURIComponent(character).replace("(", "%28").replace(")", "%29").replace("!", "%21"),
  );
}

function readAddress(href: string): URL | undefined {
  const address = URL.parse(href.trim());
  if (address === null || !allowedSchemes.has(address.protocol)) return undefined;
  if (address.hostname.endsWith(".safelinks.protection.outlook.com")) {
    const inner = URL.parse(address.searchParams.get("url") ?? "");
    if (inner?.protocol === "http:" || inner?.protocol === "https:") return withoutUser(inner);
  }
  return withoutUser(address);
}

function withoutUser(address: URL): URL {
  address.username = "";
  address.password = "";
  return address;
}

/** The first host name in a text, such as in `see www.contoso.com/login`. */
function hostIn(text: string): string | undefined {
  const [, host] = /(?:^|[\s(/@"'])((?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,63})(?=$|[\s/:?#)"',;.])/u.exec(text) ?? [];
  if (host === undefined) return undefined;
  return URL.parse(`https://${host}`)?.hostname;
}

function isSameSite(one: string, other: string): boolean {
  const bare = (host: string) => host.toLowerCase().replace(/^www\./, "");
  const [first, second] = [bare(one), bare(other)];
  return first === second || first.endsWith(`.${second}`) || second.endsWith(`.${first}`);
}
