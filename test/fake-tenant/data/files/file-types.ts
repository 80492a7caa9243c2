import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

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
