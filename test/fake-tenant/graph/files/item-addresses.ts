import { webUrlOf } from "#test/fake-tenant/data/files/drive.ts";
import type { StoredItem } from "#test/fake-tenant/data/files/file-types.ts";
import { extensionOf } from "#test/fake-tenant/data/files/mime-types.ts";
import type { World } from "#test/fake-tenant/world/world.ts";

const office: ReadonlySet<string> = new Set(["doc", "docx", "ppt", "pptx", "xls", "xlsx"]);

/** What SharePoint crawls by default; no media, and nothing that it does not know. */
const crawled: ReadonlySet<string> = new Set([
  ...office,
  ...["aspx", "csv", "eml", "htm", "html", "msg", "odp", "ods", "odt", "one", "pdf", "rtf", "txt", "xml", "zip"],
]);

/** The address of an item in the index, which `path:` looks at. */
export function indexedUrlOf(item: StoredItem, { behaviour }: World): string {
  const isAtForm = behaviour.indexedMediaPlace === "form" && isUncrawled(item);
  return isAtForm ? formUrlOf(item) : webUrlOf(item);
}

/** The address of an item as a search in a drive shows it. */
export function foundUrlOf(item: StoredItem, { behaviour }: World): string {
  if (!behaviour.driveSearchHidesPaths || item.kind !== "file") return webUrlOf(item);
  if (office.has(extensionOf(item.name))) return viewerUrlOf(item);
  return isUncrawled(item) ? formUrlOf(item) : webUrlOf(item);
}

function isUncrawled({ kind, name }: StoredItem): boolean {
  return kind === "file" && !crawled.has(extensionOf(name));
}

function formUrlOf({ drive, listItemId }: StoredItem): string {
  return `${drive.webUrl}/Forms/DispForm.aspx?ID=${listItemId}`;
}

function viewerUrlOf({ drive, uniqueId, name }: StoredItem): string {
  const site = drive.site?.webUrl ?? drive.webUrl.replace(/\/[^/]+$/, "");
  const query = `sourcedoc=%7B${uniqueId.toUpperCase()}%7D&file=${encodeURIComponent(name)}`;
  return `${site}/_layouts/15/Doc.aspx?${query}&action=default&mobileredirect=true&DefaultItemOpen=1`;
}
