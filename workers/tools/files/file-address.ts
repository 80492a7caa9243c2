import { ToolError } from "#common/errors.ts";
import { decodePercent } from "#common/tools/resource-uri/decode-percent.ts";
import { sharePointAddress } from "#common/tools/resource-uri/share-point-address.ts";

/**
 * What the index calls that to which an address leads, decoded, also when it is the one that a browser shows. Undefined
 * for a sharing link, which does not say where it leads, and for what is no address of SharePoint or OneDrive.
 */
export function indexedAddress(text: string): string | undefined {
  const url = sharePointAddress(text.trim());
  if (url === undefined || isSharingLink(url)) return undefined;
  const parameters = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  // A browser that shows a folder names it here, and in OneDrive also the library of another host that it lies in.
  const shown = parameters.get("id") ?? parameters.get("rootfolder");
  const { origin } = sharePointAddress(parameters.get("listurl") ?? "") ?? url;
  if (shown?.startsWith("/")) return origin + shown.replace(/\/+$/, "");
  const path = decodePercent(url.pathname);
  if (path === undefined) return undefined;
  const item = path.replace(/^\/:[a-z]:\/r(?=\/)/i, "").replace(/\/Forms\/[^/]+\.aspx$/i, "");
  return url.origin + item.replace(/\/+$/, "");
}

/** The address of a site, library or folder as the index has it; of a page, that of its site. */
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

/** `/:f:/r/` stands before the path itself; other letters before a code. */
function isSharingLink({ pathname }: URL): boolean {
  return /^\/:[a-z]:\/(?!r\/)/i.test(pathname);
}

/** Whether a place is this one or lies below it. */
export function isWithin(place: string, above: string): boolean {
  const [inner, outer] = [fold(place), fold(above)];
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** Whether an address lies at a place or below it. An address of the web viewer doesn't say where its file lies. */
export function isAtPlace(webUrl: string | null | undefined, place: string): boolean {
  const address = addressOf(webUrl);
  return isWithin(address, place) || address.includes("/_layouts/");
}

/** Whether an address is that of a place. */
export function isPlace(webUrl: string | null | undefined, place: string): boolean {
  return addressOf(webUrl) === fold(place);
}

function addressOf(webUrl: string | null | undefined): string {
  const url = URL.parse(webUrl ?? "");
  const path = url && decodePercent(url.pathname);
  return url && path ? fold(url.origin + path) : "";
}

/**
 * The id by which Graph finds a file by its address or sharing link
 * (https://learn.microsoft.com/graph/api/shares-get). `link` is a URL as `URL` writes it, so all ASCII.
 */
export function shareIdOf(link: string): string {
  return `u!${btoa(link).replace(/=+$/, "").replaceAll("/", "_").replaceAll("+", "-")}`;
}

function fold(address: string): string {
  return address.normalize("NFC").toLowerCase();
}
