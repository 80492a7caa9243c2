import { ToolError } from "#common/errors.ts";
import { normalised } from "#common/text.ts";
import {
  decodePercent,
  isSharingLink,
  pathIn,
  sharePointAddress,
} from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";

/** The page that shows an item of a library: the address of media in the index. */
const itemForm = /\/Forms\/DispForm\.aspx$/i;

/**
 * The URL of an item in the search index, decoded, from a URL as copied from a browser. Undefined for a sharing link,
 * which does not contain the item's path, and for URLs outside SharePoint and OneDrive.
 */
export function indexedAddress(text: string): string | undefined {
  const url = sharePointAddress(text.trim());
  if (url === undefined || isSharingLink(url)) return undefined;
  const parameters = parametersOf(url);
  const shown = shownIn(url, parameters);
  if (shown !== undefined) return shown;
  const item = decodePercent(pathIn(url));
  if (item === undefined) return undefined;
  const formId = itemForm.test(item) ? parameters.get("id") : undefined;
  if (formId !== undefined) return `${url.origin}${item}?ID=${formId}`;
  return url.origin + item.replace(/\/Forms\/[^/]+\.aspx$/i, "").replace(/(?<!\/)\/+$/, "");
}

const parametersOf = ({ searchParams }: URL) =>
  new Map([...searchParams].map(([name, value]) => [name.toLowerCase(), value]));

/**
 * The URL, decoded, of the item that a browser's view shows: it contains its path, and in OneDrive the URL of a library
 * on another host. Undefined for other addresses.
 */
function shownIn(url: URL, parameters: ReadonlyMap<string, string>): string | undefined {
  const shown = parameters.get("id") ?? parameters.get("rootfolder");
  if (!shown?.startsWith("/")) return undefined;
  const { origin } = sharePointAddress(parameters.get("listurl") ?? "") ?? url;
  return origin + shown.replace(/(?<!\/)\/+$/, "");
}

/** The address by which Graph is asked for an item: of a browser's view, that of the item which it shows. */
export function addressOfItem(link: string): string {
  const url = sharePointAddress(link);
  const shown = url && shownIn(url, parametersOf(url));
  if (shown === undefined) return link;
  const { origin } = new URL(shown);
  return origin + shown.slice(origin.length).split("/").map(encodeURIComponent).join("/");
}

/** The indexed URL of a site, library or folder; for a page, that of its site. Throws `invalid_input`. */
export function checkPlace(text: string, parameter: string): string {
  const address = indexedAddress(text);
  if (address !== undefined) {
    const folder = address.replace(/\/Forms\/DispForm\.aspx\?ID=.*/is, "");
    return folder.replace(/\/_layouts(?:\/.*|$)/is, "").replace(/(?:\/SitePages)?\/[^/]+\.aspx$/i, "");
  }
  const url = sharePointAddress(text.trim());
  const problem =
    url && isSharingLink(url)
      ? "is a sharing link, which does not say where it leads. Open it, and pass the address that the browser then " +
        "shows"
      : "is not the address of a SharePoint site, library or folder, such as " +
        "https://contoso.sharepoint.com/sites/marketing. The webUrl of a hit in it begins with its address";
  throw new ToolError("invalid_input", `${parameter}: "${text}" ${problem}.`);
}

/** Whether a URL is the other one or below it. */
export function isWithin(place: string, above: string): boolean {
  const [inner, outer] = [foldAddress(place), foldAddress(above)];
  return inner === outer || inner.startsWith(`${outer}/`);
}

export function isPlace(webUrl: string | null | undefined, place: string): boolean {
  return webUrl != null && foldAddress(indexedAddress(webUrl) ?? "") === foldAddress(place);
}

/**
 * The id by which Graph finds an item by its URL or sharing link (https://learn.microsoft.com/graph/api/shares-get).
 * `link` must be ASCII, as serialized by `URL`.
 */
export function shareIdOf(link: string): string {
  return `u!${Buffer.from(link, "latin1").toString("base64url")}`;
}

/** The form of an address in which two of the same place are equal. */
export function foldAddress(address: string): string {
  return normalised(address, "NFC").toLowerCase();
}
