import { createHash } from "node:crypto";
import { htmlToText } from "#test/fake-tenant/data/html-to-text.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

interface NewDrive extends Pick<DriveRecord, "tenantId" | "driveType" | "name" | "webUrl" | "owner" | "site"> {
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

const digest = (name: string, bytes: number): Buffer =>
  Buffer.concat([0, 1].map((part) => createHash("sha256").update(`${part}:${name}`).digest())).subarray(0, bytes);

/** `b!` and 64 characters of URL-safe base64, `-` and `_` among them. */
const driveIdOf = (name: string): string => {
  const text = digest(`drive:${name}`, 48).toString("base64url");
  return `b!${text.slice(0, 20)}-${text.slice(21, 40)}_${text.slice(41)}`;
};

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * `01` and 32 characters of base32, as SharePoint names items. Every third item has an id of another form: Microsoft
 * documents none.
 */
const itemIdOf = (name: string): string => {
  const bytes = digest(`item:${name}`, 32);
  if (bytes.readUInt8(0) % 3 === 0) return bytes.subarray(0, 20).toString("hex");
  return `01${[...bytes].map((byte) => base32[byte % 32]).join("")}`;
};

/** Whether a text could be an item's id at all. */
export const looksLikeItemId = (text: string): boolean => /^[0-9A-Z]{20,60}(![0-9A-Z.]+)?$/i.test(text);

const office = "application/vnd.openxmlformats-officedocument.";

const types: Record<string, string> = {
  docx: `${office}wordprocessingml.document`,
  xlsx: `${office}spreadsheetml.sheet`,
  pptx: `${office}presentationml.presentation`,
  pdf: "application/pdf",
  csv: "text/csv",
  txt: "text/plain",
  md: "text/markdown",
  html: "text/html",
  aspx: "text/html",
  json: "application/json",
  vtt: "text/vtt",
  eml: "message/rfc822",
  msg: "application/vnd.ms-outlook",
  rtf: "application/rtf",
  png: "image/png",
  // SharePoint knows these by no better name, which has kept readers from opening them.
  js: "application/octet-stream",
  loop: "application/octet-stream",
  one: "application/msonenote",
};

/** The part after the last dot, in lower case; empty without one. */
export const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

/** The type that SharePoint gives a file by its name. */
const mimeTypeOf = (name: string): string => types[extensionOf(name)] ?? "application/octet-stream";

export interface SiteRecord {
  /** `host,site collection GUID,web GUID`, as Graph writes it. */
  id: string;
  tenantId: string;
  /** The last part of its URL; empty for the root site. */
  name: string;
  displayName: string;
  description: string;
  webUrl: string;
  createdAt: number;
  /** User ids. */
  members: Set<string>;
  /** Libraries, `Documents` first. */
  drives: DriveRecord[];
  /** The library of pages, which Graph does not list among the drives. */
  pagesDrive: DriveRecord;
  pages: StoredPage[];
  /** Lists that are no libraries. */
  lists: ListRecord[];
  /** Nobody can read it; the index may still know what is in it. */
  isArchived?: boolean;
}

export interface DriveRecord {
  id: string;
  tenantId: string;
  driveType: "business" | "documentLibrary";
  name: string;
  webUrl: string;
  listId: string;
  createdAt: number;
  /** null for a library. */
  owner: UserRecord | null;
  /** null for a OneDrive. */
  site: SiteRecord | null;
  root: StoredItem;
  /** By id, the root included. */
  items: Map<string, StoredItem>;
}

export interface StoredItem {
  id: string;
  drive: DriveRecord;
  parent: StoredItem | null;
  children: StoredItem[];
  kind: "folder" | "file" | "package";
  name: string;
  title: string;
  mimeType: string;
  size: number;
  /** Read when somebody downloads it. */
  bytes(): Buffer;
  /** What a search index would hold of its content. */
  indexText(): string;
  createdAt: number;
  modifiedAt: number;
  createdBy: Author;
  modifiedBy: Author;
  listItemId: number;
  uniqueId: string;
  /** People who may open it though the drive is not theirs; holds for everything below. */
  sharedWith: Set<string>;
  /** Unique permissions: only these may open it and what is below; null = as its parent. */
  onlyFor: Set<string> | null;
}

export interface Author {
  id: string | null;
  name: string;
  address: string | null;
}

export interface StoredPage {
  id: string;
  site: SiteRecord;
  /** The .aspx item, whose unique id is the page's id. */
  item: StoredItem;
  title: string;
  description: string;
  news: boolean;
  sections: PageSection[];
}

export interface PageSection {
  /** Columns of web parts, left to right. */
  columns: PagePart[][];
}

export type PagePart =
  /** `cast` chooses between the two type names that Graph has used for text. */
  | { kind: "text"; html: string; cast: "microsoft.graph" | "oneDrive" }
  | { kind: "standard"; title: string; searchableText: Record<string, string> };

export interface NewItem {
  name: string;
  /** A folder when neither content is given. */
  text?: string;
  /** A file outside the repository, read when needed, with the text that a search index would hold. */
  source?: { bytes(): Buffer; size: number; text(): string };
  package?: boolean;
  mimeType?: string;
  title?: string;
  createdAt?: number;
  modifiedAt?: number;
  createdBy?: Author;
  modifiedBy?: Author;
  onlyFor?: readonly string[];
}

/** A list of a site that is no library. */
export interface ListRecord {
  id: string;
  site: SiteRecord;
  /** The last part of its address. */
  name: string;
  displayName: string;
  description: string;
  webUrl: string;
  createdAt: number;
  columns: ListColumn[];
  rows: ListRowRecord[];
}

/** A column that people made: the facet that tells its type, as Graph has it. */
export interface ListColumn {
  name: string;
  displayName: string;
  facet: Record<string, object>;
  hidden?: boolean;
  readOnly?: boolean;
}

/** What a row has in a column of people or of another list. */
export interface LookedUp {
  lookupId: number;
  value: string;
  email?: string;
}

export const isLookedUp = (value: unknown): value is LookedUp =>
  typeof value === "object" && value !== null && "lookupId" in value;

export interface ListRowRecord {
  id: number;
  /** By the column's name; a person or looked-up item is a `LookedUp`, several are an array. */
  values: Record<string, unknown>;
  hasAttachments: boolean;
  createdBy: Author;
  createdAt: number;
  modifiedBy: Author;
  modifiedAt: number;
}
