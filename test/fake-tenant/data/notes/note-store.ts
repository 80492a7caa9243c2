import { createHash } from "node:crypto";
import type { SiteRecord } from "#test/fake-tenant/data/files/drive.ts";
import type { UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

export interface NewNotePage {
  title: string;
  html: string;
  createdAt?: number;
  level?: number;
}

const isUser = (place: UserRecord | SiteRecord): place is UserRecord => "userPrincipalName" in place;
/** Where notebooks are: in a folder of the user's OneDrive, or in the assets of a site. */
function homeOf(place: UserRecord | SiteRecord): string {
  if (!isUser(place)) return `${place.webUrl}/SiteAssets`;
  const [, organisation = ""] = /@([^.]+)/.exec(place.userPrincipalName) ?? [];
  const folder = place.userPrincipalName.replace(/[^A-Za-z0-9]/g, "_");
  return `https://${organisation}-my.sharepoint.com/personal/${folder}/Documents/Notebooks`;
}

const guidIn = (id: string) => id.slice("1-".length);

/** All notebooks, with ids as OneNote has them: `1-GUID`, and `1-HEX!NUMBER-GUID` of pages. */
export function createNoteStore(now: () => number) {
  const all: Notebook[] = [];

  function notebooks(place: UserRecord | SiteRecord): Notebook[] {
    return all.filter((one) => one.owner === place || one.site === place);
  }

  return {
    /** Those in a user's OneDrive, or in a site. */
    notebooks,
    /** By name; made when there is none, as are sections and groups. */
    notebook(place: UserRecord | SiteRecord, displayName: string) {
      const known = notebooks(place).find((one) => one.displayName === displayName);
      if (known !== undefined) return known;
      const [owner, site] = isUser(place) ? [place, null] : [null, place];
      const made: Notebook = {
        id: `1-${guidFrom(`notebook:${place.id}:${displayName}`)}`,
        owner,
        site,
        displayName,
        webUrl: `${homeOf(place)}/${encodeURIComponent(displayName)}`,
        createdAt: now(),
        sections: [],
        groups: [],
      };
      all.push(made);
      return made;
    },
    group(notebook: Notebook, displayName: string) {
      const known = notebook.groups.find((one) => one.displayName === displayName);
      if (known !== undefined) return known;
      const made: SectionGroup = {
        id: `1-${guidFrom(`${notebook.id}:group:${displayName}`)}`,
        notebook,
        displayName,
        sections: [],
      };
      notebook.groups.push(made);
      return made;
    },
    section(parent: Notebook | SectionGroup, displayName: string) {
      const known = parent.sections.find((one) => one.displayName === displayName);
      if (known !== undefined) return known;
      const [notebook, group] = "notebook" in parent ? [parent.notebook, parent] : [parent, null];
      const made: Section = {
        id: `1-${guidFrom(`${parent.id}:section:${displayName}`)}`,
        notebook,
        group,
        displayName,
        createdAt: now(),
        pages: [],
      };
      parent.sections.push(made);
      return made;
    },
    addPage(section: Section, { title, html, createdAt = now(), level = 0 }: NewNotePage) {
      const number = section.pages.length + 1;
      const hex = createHash("md5").update(`${section.id}:${number}:${title}`).digest("hex");
      const page: NotePage = {
        id: `1-${hex}!${number}-${guidIn(section.id)}`,
        section,
        title,
        html,
        createdAt,
        modifiedAt: createdAt,
        level,
      };
      section.pages.push(page);
      return page;
    },
  };
}

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
