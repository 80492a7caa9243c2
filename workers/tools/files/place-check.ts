import type { Incomplete } from "#common/tools/schemas/results.ts";
import type { GraphDoor, GraphRead } from "#workers/tools/tool-context.ts";
import { isNotToBeHad } from "./file-access.ts";
import { type GraphDriveItem, graphDriveItem } from "./graph-drive.ts";
import { isAtForm, type PlaceMatch } from "./item-place.ts";

/** The largest number of folders that are looked up for an answer: all of a page. */
const maxLookUps = 100;

/** Judges where items are, whose addresses may not tell. */
export interface PlaceCheck {
  /** Looks up the folders of items whose addresses don't tell, or lead to a form: together, each folder once. */
  prepare(items: readonly GraphDriveItem[]): Promise<void>;
  /** Whether a prepared item is there. An item that can't be judged is. */
  judge(item: GraphDriveItem): boolean;
  /** A prepared item with an address that shows it, in place of that of a form with its properties. */
  withAddress<Item extends GraphDriveItem>(item: Item): Item;
  /** Tells of the items that could not be judged. */
  unjudged(): Incomplete | undefined;
}

/** @param isThere the condition on an item's address; empty = without one */
export function createPlaceCheck(graph: GraphDoor, isThere: (address: string) => PlaceMatch): PlaceCheck {
  /** The addresses of folders, by `keyOf`; undefined for one that can't be read. */
  const folders = new Map<string, string | undefined>();
  const unsure = new Set<unknown>();
  const byAddress = ({ webUrl }: GraphDriveItem) => isThere(webUrl ?? "");

  /** Where a folder is. An answer can do without a link, not without a condition on places. */
  function addressIn(result: PromiseSettledResult<GraphDriveItem> | undefined, item: GraphDriveItem = {}) {
    if (result?.status === "fulfilled") return result.value.webUrl?.replace(/(?<!\/)\/+$/, "");
    if (result !== undefined && byAddress(item) === undefined && !isNotToBeHad(result.reason)) throw result.reason;
    return undefined;
  }

  function addressInFolder(item: GraphDriveItem): string | undefined {
    const folder = folders.get(keyOf(item) ?? "");
    return folder === undefined ? undefined : `${folder}/${encodeURIComponent(item.name ?? "")}`;
  }

  function byFolder(item: GraphDriveItem): PlaceMatch {
    const address = addressInFolder(item);
    return address === undefined ? undefined : isThere(address);
  }

  return {
    async prepare(items) {
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
    judge(item) {
      const isInPlace = byAddress(item) ?? byFolder(item);
      if (isInPlace !== undefined) return isInPlace;
      unsure.add(item.id ?? item);
      return true;
    },
    withAddress: (item) => (isAtForm(item.webUrl) ? { ...item, webUrl: addressInFolder(item) ?? item.webUrl } : item),
    unjudged() {
      if (unsure.size === 0) return undefined;
      const of = unsure.size === 1 ? "one of these files is" : `${unsure.size} of these files are`;
      return { reason: `Microsoft 365 does not say which folder ${of} in; that may be outside the requested one.` };
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
