import type { SiteRecord } from "#test/fake-tenant/data/files/file-types.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";

export interface Notebook {
  id: string;
  /** Whose OneDrive it is in; null in a site. */
  owner: UserRecord | null;
  site: SiteRecord | null;
  displayName: string;
  webUrl: string;
  createdAt: number;
  sections: Section[];
  groups: SectionGroup[];
}

export interface SectionGroup {
  id: string;
  notebook: Notebook;
  displayName: string;
  sections: Section[];
}

export interface Section {
  /** The GUID in it is a part of the ids of its pages. */
  id: string;
  notebook: Notebook;
  group: SectionGroup | null;
  displayName: string;
  createdAt: number;
  pages: NotePage[];
  /** Of a notebook that was uploaded as a folder: OneNote can't list its pages, nor those of all sections. */
  isBroken?: boolean;
}

export interface NotePage {
  id: string;
  section: Section;
  title: string;
  /** What is in the body's `div`. */
  html: string;
  createdAt: number;
  modifiedAt: number;
  /** How far it is indented. */
  level: number;
}
