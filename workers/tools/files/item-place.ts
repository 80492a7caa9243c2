import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { fold, isWithin } from "./file-address.ts";

/** What a condition on an item's place gives: undefined where the item's address doesn't tell. */
export type PlaceMatch = boolean | undefined;

type Address = string | null | undefined;

/**
 * Whether an item is at a place or below it. The address of the web viewer (`_layouts/15/Doc.aspx`) only tells the
 * site, that of a form (`Forms/DispForm.aspx`) only the library.
 */
export function isAtPlace(webUrl: Address, place: string): PlaceMatch {
  const address = plainAddress(webUrl);
  if (address === undefined) return undefined;
  const scope = scopeOf(address);
  if (scope === undefined) return isWithin(address, place);
  if (isWithin(scope, place)) return true;
  return isWithin(place, scope) ? undefined : false;
}

/** Whether an item is at one of the places of a query. The index compares prefixes, and only of words. */
export function isInPlaces(webUrl: Address, { places }: { places?: readonly string[] | undefined }): PlaceMatch {
  if (places === undefined) return true;
  const verdicts = places.map((place) => isAtPlace(webUrl, place));
  return verdicts.includes(true) ? true : verdicts.includes(undefined) ? undefined : false;
}

/** Whether an item is below a folder of this name, or of this end of a path. */
export function isBelowFolder(webUrl: Address, name: string): PlaceMatch {
  const address = plainAddress(webUrl);
  if (address === undefined) return undefined;
  const above = `${(scopeOf(address) ?? address.slice(0, address.lastIndexOf("/"))).replace(/^https:\/\/[^/]*/, "")}/`;
  const isBelow = above.includes(`/${fold(name.replace(/^\/+|(?<!\/)\/+$/g, ""))}/`);
  return isBelow || scopeOf(address) === undefined ? isBelow : undefined;
}

/** Whether an address is that of the folder or file itself, and not of a page that shows it. */
export function isOwnAddress(webUrl: Address): boolean {
  const address = plainAddress(webUrl);
  return address !== undefined && scopeOf(address) === undefined && !address.endsWith(".aspx");
}

/** Whether an address is that of a form with the properties of an item, as the index has it for media. */
export function isAtForm(webUrl: Address): boolean {
  return plainAddress(webUrl)?.endsWith("/forms/dispform.aspx") ?? false;
}

/** The site or library of an address that doesn't tell more. */
function scopeOf(address: string): string | undefined {
  return /^(.*?)\/(?:_layouts\/|forms\/dispform\.aspx$)/.exec(address)?.[1];
}

function plainAddress(webUrl: Address): string | undefined {
  const url = URL.parse(webUrl ?? "");
  const path = url && decodePercent(url.pathname);
  return url && path ? fold(url.origin + path) : undefined;
}
