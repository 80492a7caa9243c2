import { ToolError } from "#common/errors.ts";
import { isSharingLink, sharePointAddress } from "#common/tools/resource-uri/addresses/microsoft-hosts.ts";
import { hasCode, isRefused } from "#workers/tools/optional-request.ts";
import type { ToolContext } from "#workers/tools/tool-context.ts";
import { addressOfItem, shareIdOf } from "./file-address.ts";
import { findById, getItem, type PlacedItem, placed } from "./find-item.ts";
import { selectForFile } from "./graph-drive.ts";
import type { GraphSearchResource } from "./graph-search.ts";
import { indexedItem } from "./indexed-item.ts";
import { sitePageOf } from "./site-page-content.ts";

/** What an address leads to: an item of a drive that may be read, or a site page. */
export type SharedItem = PlacedItem | { page: NonNullable<ReturnType<typeof sitePageOf>> };

/**
 * Finds an item by its URL or a sharing link (https://learn.microsoft.com/graph/api/shares-get). The link is never
 * redeemed, since that would grant access, which is a write. Graph may refuse the URL of an item that may be read, by
 * 400, 403 or 404: so the search index is asked for it at the same time.
 */
export async function findSharedItem(link: string, context: ToolContext): Promise<SharedItem> {
  const path = ["shares", shareIdOf(addressOfItem(link)), "driveItem"];
  const shared = getItem({ path, query: { $select: selectForFile }, fromCaller: "link" }, context);
  const hit = indexedItem(link, context);
  // Nobody may wait for it.
  hit.catch(() => undefined);
  try {
    return await readable(await shared, context, placed);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const found = await hit.catch((failure: unknown) => (isRefusal(failure) ? undefined : Promise.reject(failure)));
    if (found === undefined) throw whyRefused(link, error);
    const { resource, hitId } = found.hit;
    return await readable({ ...resource, id: resource?.id ?? hitId }, context, async (_hit, place) => {
      const placedItem = await findById(place, context);
      if (!(await found.isConfirmedBy(placedItem.item))) throw error;
      return placedItem;
    });
  }
}

async function readable<Item extends GraphSearchResource>(
  item: Item,
  context: ToolContext,
  place: (item: Item, place: Omit<PlacedItem, "item">, context: ToolContext) => Promise<PlacedItem>,
): Promise<SharedItem> {
  const page = sitePageOf(item);
  if (page !== undefined) return { page };
  const driveId = item.parentReference?.driveId;
  if (driveId != null && item.id != null) return await place(item, { driveId, itemId: item.id }, context);
  throw new ToolError("not_found", "This link leads to no file or folder that can be read. Search for it by its name.");
}

/** What may be behind a refusal of this kind of link, where that is known. */
function whyRefused(link: string, error: ToolError): ToolError {
  const url = sharePointAddress(link);
  // A container is open to the app that it belongs to
  // (https://learn.microsoft.com/sharepoint/dev/embedded/development/app-architecture).
  if (url?.pathname.includes("/contentstorage/")) {
    const message =
      "Microsoft opens Loop workspaces, and pages and notebooks of Copilot, to no other app. Copy the text from " +
      "there, or export it as a file.";
    return new ToolError("forbidden", message, error.details);
  }
  // msgraph-sdk-javascript #490
  if (url === undefined || !isSharingLink(url) || error.code !== "forbidden") return error;
  const message =
    "Microsoft 365 does not open this link for this account. A link for the whole organisation works here once the " +
    "person has opened it in a browser: do that, then try again. Otherwise ask its owner for access.";
  return new ToolError("forbidden", message, error.details);
}

/** 400, 403, 404, and where there is no search, 501. */
const isRefusal = (error: unknown): error is ToolError =>
  isRefused(error) || hasCode(error, "invalid_input", "unsupported_type");
