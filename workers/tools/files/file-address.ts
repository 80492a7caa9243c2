import { ToolError } from "#common/errors.ts";
import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import { sharePointAddress } from "#common/tools/resource-uri/share-point-address.ts";

/**
 * The URL of an item in the search index, decoded, from a URL as copied from a browser. Undefined for a sharing link,
 * which does not contain the item's path, and for URLs outside SharePoint and OneDrive.
 */
export function indexedAddress(text: string): string | undefined {
  const url = sharePointAddress(text.trim());
  if (url === undefined || isSharingLink(url)) return undefined;
  const parameters = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  // URLs of the browser view contain the path of the folder, and in OneDrive the URL of a library on another host.
  const shown = parameters.get("id") ?? parameters.get("rootfolder");
  const { origin } = sharePointAddress(parameters.get("listurl") ?? "") ?? url;
  if (shown?.startsWith("/")) return origin + shown.replace(/\/+$/, "");
  const path = decodePercent(url.pathname);
  if (path === undefined) return undefined;
  const item = path.replace(/^\/:[a-z]:\/r(?=\/)/i, "").replace(/\/Forms\/[^/]+\.aspx$/i, "");
  return url.origin + item.replace(/\/+$/, "");
}

/** The indexed URL of a site, library or folder; for a page, that of its site. Throws `invalid_input`. */
export function checkPlace(text: string, parameter: string): string {
  const address = indexedAddress(text);
  if (address !== undefined) {
    return address.replace(/\/_layouts(?:\/.*)?$/i, "").replace(/(?:\/SitePages)?\/[^/]+\.aspx$/i, "");
  }
  const url = sharePointAddress(text.trim());
  const problem =
    url && isSharingLink(url)
      ? "is a sharing link, which does not say where it leads. Open it, and pass the address that the browser then " +
        "shows"
      : "is not the address of a SharePoint site, library or folder, such as " +
        "https://contoso.sharepoint.com/sites/marketing";
  throw new ToolError("invalid_input", `${parameter}: "${text}" ${problem}.`);
}

/** `/:f:/r/` is followed by the path itself, other prefixes by a code. */
function isSharingLink({ pathname }: URL): boolean {
  return /^\/:[a-z]:\/(?!r\/)/i.test(pathname);
}

/** Whether a URL is the other one or below it. */
export function isWithin(place: string, above: string): boolean {
  const [inner, outer] = [fold(place), fold(above)];
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** Whether an item is at a place or below it. URLs of the web viewer don't contain the item's path, so they pass. */
export function isAtPlace(webUrl: string | null | undefined, place: string): boolean {
  const address = addressOf(webUrl);
  return isWithin(address, place) || address.includes("/_layouts/");
}

/** Whether a URL is that of a place. */
export function isPlace(webUrl: string | null | undefined, place: string): boolean {
  return addressOf(webUrl) === fold(place);
}

function addressOf(webUrl: string | null | undefined): string {
  const url = URL.parse(webUrl ?? "");
  const path = url && decodePercent(url.pathname);
  return url && path ? fold(url.origin + path) : "";
}

/**
 * The id by which Graph finds an item by its URL or sharing link (https://learn.microsoft.com/graph/api/shares-get).
 * `link` must be ASCII, as serialized by `URL`.
 */
export function shareIdOf(link: string): string {
  return `u!${btoa(link).replace(/=+$/, "").replaceAll("/", "_").replaceAll("+", "-")}`;
}

function fold(address: string): string {
  return address.normalize("NFC").toLowerCase();
}
