import { placeOfHost } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";

/** Parameters that tell a sender or an advertiser who has opened a link; the page is the same without them. */
const tracking = new RegExp(
  `^(?:utm_\\w{1,40}|${(
    "fbclid gclid dclid msclkid yclid twclid ttclid wbraid gbraid igshid mc_cid mc_eid mkt_tok _hsenc _hsmi " +
      "hsCtaTracking vero_id vero_conv oly_anon_id oly_enc_id elqTrack elqTrackId ck_subscriber_id s_cid"
  ).replaceAll(" ", "|")})$`,
  "i",
);

/** Longer queries and fragments are made for programs. They may have a third of the tokens of a mail. */
const maxCharacters = 200;
const cut = "…";

/**
 * A web address as it is shown: without parameters that only track, and with the whole parameters of its query that fit
 * into 200 characters, and as much of its fragment, with a `…` where something is cut. Scheme, host and path are always
 * whole. An address of Microsoft 365 is never cut, since it can be read.
 */
export function shortAddress(address: URL): string {
  const { href, search, hash, hostname, protocol } = address;
  if (!protocol.startsWith("http") || placeOfHost(hostname) !== undefined) return href;
  const parameters = search.slice(1).split("&");
  const query = fitting(parameters.filter((one) => !tracking.test(one.slice(0, one.search(/=|$/)))));
  const path = href.slice(0, href.search(/[?#]|$/));
  return `${path}${query === "" ? "" : `?${query}`}${hash.length > maxCharacters ? `#${cut}` : hash}`;
}

/** As many parameters from the first on. */
function fitting(parameters: readonly string[]): string {
  let length = 0;
  const end = parameters.findIndex((one) => {
    length += one.length + 1;
    return length > maxCharacters + 1;
  });
  return end === -1 ? parameters.join("&") : [...parameters.slice(0, end), cut].join("&");
}
