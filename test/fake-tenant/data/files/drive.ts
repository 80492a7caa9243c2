import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import { htmlToText } from "../html-to-text.ts";
import { driveIdOf, itemIdOf } from "./file-ids.ts";
import type { Author, DriveRecord, NewItem, StoredItem } from "./file-types.ts";

import { extensionOf, mimeTypeOf } from "./mime-types.ts";

export interface NewDrive extends Pick<DriveRecord, "tenantId" | "driveType" | "name" | "webUrl" | "owner" | "site"> {
  createdAt: number;
  author: Author;
}

/** An empty drive. Its ids follow from its URL. */
export function createDrive(made: NewDrive): DriveRecord {
  const { author, ...facts } = made;
  const drive: Omit<DriveRecord, "root"> = {
    ...facts,
    id: driveIdOf(`${made.tenantId}:${made.webUrl}`),
    listId: guidFrom(`list:${made.webUrl}`),
    items: new Map(),
  };
  const full = drive as DriveRecord;
  full.root = storeItem(full, null, { name: "root", createdAt: made.createdAt, createdBy: author });
  return full;
}

/** Adds one item to a folder; a name that is there already is replaced in content. */
export function addItem(parent: StoredItem, made: NewItem): StoredItem {
  return storeItem(parent.drive, parent, made);
}

/** The folder at a path below a folder, made when missing. */
export function ensureFolder(from: StoredItem, path: string, made: Omit<NewItem, "name"> = {}): StoredItem {
  let folder = from;
  for (const name of path.split("/").filter((part) => part !== "")) {
    folder = childNamed(folder, name) ?? addItem(folder, { ...made, name });
  }
  return folder;
}

/** By name in any letter case, as SharePoint compares. */
export function childNamed(folder: StoredItem, name: string): StoredItem | undefined {
  return folder.children.find((child) => child.name.toLowerCase() === name.toLowerCase());
}

const nobody: Author = { id: null, name: "System Account", address: null };

function storeItem(drive: DriveRecord, parent: StoredItem | null, made: NewItem): StoredItem {
  const key = `${drive.id}:${parent?.id ?? ""}:${made.name}`;
  const isFile = made.text !== undefined || made.source !== undefined;
  const bytes = made.source?.bytes ?? (() => Buffer.from(made.text ?? ""));
  const createdAt = made.createdAt ?? made.modifiedAt ?? parent?.createdAt ?? 0;
  const createdBy = made.createdBy ?? made.modifiedBy ?? parent?.createdBy ?? nobody;
  const id = itemIdOf(key);
  const item: StoredItem = {
    id,
    drive,
    parent,
    children: [],
    kind: made.package === true ? "package" : isFile ? "file" : "folder",
    name: made.name,
    title: made.title ?? made.name.replace(/\.[^.]+$/, ""),
    mimeType: made.mimeType ?? mimeTypeOf(made.name),
    size: made.source?.size ?? Buffer.byteLength(made.text ?? ""),
    bytes,
    indexText: made.source?.text ?? (() => indexable(made)),
    createdAt,
    modifiedAt: made.modifiedAt ?? createdAt,
    createdBy,
    modifiedBy: made.modifiedBy ?? createdBy,
    listItemId: drive.items.get(id)?.listItemId ?? drive.items.size,
    uniqueId: guidFrom(`unique:${key}`),
    sharedWith: new Set(),
    onlyFor: made.onlyFor === undefined ? null : new Set(made.onlyFor),
  };
  if (parent !== null) {
    parent.children = parent.children.filter((child) => child.id !== item.id);
    parent.children.push(item);
  }
  drive.items.set(item.id, item);
  return item;
}

function indexable({ name, text = "" }: NewItem): string {
  const extension = extensionOf(name);
  return extension === "html" || extension === "aspx" ? htmlToText(text) : text;
}

/** The names from the root to an item, the root left out. */
export function pathOf(item: StoredItem): string[] {
  return item.parent === null ? [] : [...pathOf(item.parent), item.name];
}

/** The address of an item in the browser. */
export function webUrlOf(item: StoredItem): string {
  return [item.drive.webUrl, ...pathOf(item).map((name) => encodeURIComponent(name))].join("/");
}

/**
 * Whether a user may open an item: as the drive's owner or site's member, or because it was shared; unique permissions
 * narrow it.
 */
export function mayOpen(userId: string, item: StoredItem): boolean {
  const { drive } = item;
  for (let at: StoredItem | null = item; at !== null; at = at.parent) {
    if (at.sharedWith.has(userId)) return true;
    if (at.onlyFor !== null) return at.onlyFor.has(userId);
  }
  return drive.owner === null ? drive.site?.members.has(userId) === true : drive.owner.id === userId;
}
