import { decodePercent } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import type { GraphDoor, GraphRead } from "#workers/tools/tool-context.ts";
import { isNotToBeHad } from "./file-access.ts";
import { foldAddress, isWithin } from "./file-address.ts";
import { type GraphDriveItem, graphDriveItem } from "./graph-drive.ts";

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
  const isBelow = above.includes(`/${foldAddress(name.replace(/^\/+|(?<!\/)\/+$/g, ""))}/`);
  return isBelow || scopeOf(address) === undefined ? isBelow : undefined;
}

/** Whether an address is that of the folder or file itself, and not of a page that shows it. */
export function isOwnAddress(webUrl: Address): boolean {
  const address = plainAddress(webUrl);
  return address !== undefined && scopeOf(address) === undefined && !address.endsWith(".aspx");
}

/** Whether an address is that of a form with the properties of an item, as the index has it for media. */
function isAtForm(webUrl: Address): boolean {
  return plainAddress(webUrl)?.endsWith("/forms/dispform.aspx") ?? false;
}

/** The site or library of an address that doesn't tell more. */
function scopeOf(address: string): string | undefined {
  return /^(.*?)\/(?:_layouts\/|forms\/dispform\.aspx$)/.exec(address)?.[1];
}

function plainAddress(webUrl: Address): string | undefined {
  const url = URL.parse(webUrl ?? "");
  const path = url && decodePercent(url.pathname);
  return url && path ? foldAddress(url.origin + path) : undefined;
}

/** The largest number of folders that are looked up for an answer: all of a page. */
const maxLookUps = 100;

/**
 * Judges where items are, whose addresses may not tell.
 * @param isThere the condition on an item's address; empty = without one
 */
export function createPlaceCheck(graph: GraphDoor, isThere: (address: string) => PlaceMatch) {
  /** The addresses of folders, by `keyOf`; undefined for one that can't be read. */
  const folders = new Map<string, string | undefined>();
  const unsure = new Set<unknown>();
  const byAddress = ({ webUrl }: GraphDriveItem) => isThere(webUrl ?? "");

  /** Address of a folder. An answer can do without a link, not without a condition on places. */
  function addressIn(result: PromiseSettledResult<GraphDriveItem> | undefined, item: GraphDriveItem = {}) {
    if (result?.status === "fulfilled") return result.value.webUrl?.replace(/(?<!\/)\/+$/, "");
    if (result !== undefined && byAddress(item) === undefined && !isNotToBeHad(result.reason)) throw result.reason;
    return undefined;
  }

  function addressInFolder(item: GraphDriveItem): string | undefined {
    const folder = folders.get(keyOf(item) ?? "");
    return folder === undefined ? undefined : `${folder}/${encodeURIComponent((item.name ?? "").toWellFormed())}`;
  }

  function byFolder(item: GraphDriveItem): PlaceMatch {
    const address = addressInFolder(item);
    return address === undefined ? undefined : isThere(address);
  }

  return {
    /** Looks up the folders of items whose addresses don't tell, or lead to a form: together, each folder once. */
    async prepare(items: readonly GraphDriveItem[]): Promise<void> {
      const unknown = new Map(
        items.flatMap((item) => {
          const key = keyOf(item);
          const isInPlace = byAddress(item);
          const isAsked = isInPlace === undefined || (isInPlace && isAtForm(item.webUrl));
          const isUnknown = key !== undefined && !folders.has(key) && isAsked;
          return isUnknown ? [[key, item] as const] : [];
        }),
      );
      const keys = [...unknown.keys()].slice(0, maxLookUps - folders.size);
      const found = await graph.getTogether(keys.map((key) => readOfFolder(unknown.get(key))));
      for (const [at, key] of keys.entries()) folders.set(key, addressIn(found[at], unknown.get(key)));
    },
    /** Whether a prepared item is there. An item that can't be judged is. */
    judge(item: GraphDriveItem): boolean {
      const isInPlace = byAddress(item) ?? byFolder(item);
      if (isInPlace !== undefined) return isInPlace;
      unsure.add(item.id ?? item);
      return true;
    },
    /** A prepared item with an address that shows it, in place of that of a form with its properties. */
    withAddress: <Item extends GraphDriveItem>(item: Item): Item =>
      isAtForm(item.webUrl) ? { ...item, webUrl: addressInFolder(item) ?? item.webUrl } : item,
    /** Tells of the items that could not be judged. */
    unjudged(): string | undefined {
      if (unsure.size === 0) return undefined;
      const of = unsure.size === 1 ? "one of these files is" : `${unsure.size} of these files are`;
      return `Microsoft 365 does not say which folder ${of} in; that may be outside the requested one.`;
    },
  };
}

function keyOf({ parentReference }: GraphDriveItem): string | undefined {
  const { driveId, id } = parentReference ?? {};
  return driveId == null || id == null ? undefined : `${driveId} ${id}`;
}

function readOfFolder(item: GraphDriveItem | undefined): GraphRead<GraphDriveItem> {
  const { driveId, id } = item?.parentReference ?? {};
  const path = ["drives", driveId ?? "", "items", id ?? ""];
  return { request: { path, query: { $select: "id,webUrl" }, fromCaller: "id" }, schema: graphDriveItem };
}
