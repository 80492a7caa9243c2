/** Whose address: scheme and registrable domain, without port. Two last labels stand for the public suffix list. */
function siteOf({ protocol, hostname }: URL): string {
  const isName = /[a-z]/i.test(hostname) && !hostname.startsWith("[");
  return `${protocol}//${isName ? hostname.split(".").slice(-2).join(".") : hostname}`;
}

/** "Schemeful same-site": http and https of one host are two sites. */
export const isSameSite = (one: URL, other: URL): boolean => siteOf(one) === siteOf(other);

/**
 * The value of Sec-Fetch-Site for a navigation (W3C Fetch Metadata): how far all addresses of a chain of redirects are
 * from whoever opened it. Null is a person or a program.
 */
export function fetchSite(
  initiator: URL | null,
  chain: readonly URL[],
): "none" | "same-origin" | "same-site" | "cross-site" {
  if (initiator === null) return "none";
  if (chain.every(({ origin }) => origin === initiator.origin)) return "same-origin";
  return chain.every((url) => isSameSite(initiator, url)) ? "same-site" : "cross-site";
}
