import type { TenantRecord, UserRecord } from "#test/fake-tenant/world/directory.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";
import {
  type Author,
  addItem,
  createDrive,
  type DriveRecord,
  ensureFolder,
  type ListColumn,
  type ListRecord,
  type NewItem,
  type PageSection,
  type SiteRecord,
  type StoredItem,
  type StoredPage,
} from "./drive.ts";

const dayMs = 24 * 60 * 60 * 1000;

interface NewSite {
  name: string;
  displayName: string;
  description: string;
  members: readonly string[];
  createdBy: Author;
}

interface NewPage {
  name: string;
  title: string;
  description: string;
  news?: boolean;
  sections: PageSection[];
  author: Author;
  modifiedAt: number;
}

/** The first label of a tenant's domain, which also names its SharePoint. */
const shortName = (tenant: TenantRecord): string => tenant.domain.split(".")[0] ?? tenant.domain;

/** Where a tenant's SharePoint answers in the browser. */
const sharePointHost = (tenant: TenantRecord): string => `${shortName(tenant)}.sharepoint.com`;

export const authorOf = (user: UserRecord): Author => ({ id: user.id, name: user.displayName, address: user.mail });

/** All sites and drives of the fake cloud. Ids follow from URLs, so they are the same on every run. */
export function createFileStore(tenants: ReadonlyMap<string, TenantRecord>, now: () => number) {
  const drives = new Map<string, DriveRecord>();
  const sites = new Map<string, SiteRecord>();
  const personal = new Map<string, DriveRecord>();
  const keep = (drive: DriveRecord) => {
    drives.set(drive.id, drive);
    return drive;
  };
  const libraryOf = (site: SiteRecord, name: string, urlName: string, author: Author) =>
    keep(
      createDrive({
        tenantId: site.tenantId,
        driveType: "documentLibrary",
        name,
        webUrl: `${site.webUrl}/${encodeURIComponent(urlName)}`,
        owner: null,
        site,
        createdAt: site.createdAt,
        author,
      }),
    );

  return {
    /** A user's OneDrive, made on first use; undefined for guests, who have none. */
    oneDrive(user: UserRecord) {
      const known = personal.get(user.id);
      const tenant = tenants.get(user.tenantId);
      if (known !== undefined || tenant === undefined || user.userType === "Guest") return known;
      const folder = user.userPrincipalName.replace(/[^A-Za-z0-9]/g, "_");
      const drive = keep(
        createDrive({
          tenantId: tenant.id,
          driveType: "business",
          name: "OneDrive",
          webUrl: `https://${shortName(tenant)}-my.sharepoint.com/personal/${folder}/Documents`,
          owner: user,
          site: null,
          createdAt: now() - 700 * dayMs,
          author: authorOf(user),
        }),
      );
      personal.set(user.id, drive);
      fillOneDrive(drive, user, now());
      return drive;
    },
    addSite(tenant: TenantRecord, { name, displayName, description, members, createdBy }: NewSite) {
      const webUrl = `https://${sharePointHost(tenant)}${name === "" ? "" : `/sites/${name}`}`;
      const site = {
        id: `${sharePointHost(tenant)},${guidFrom(`collection:${webUrl}`)},${guidFrom(`web:${webUrl}`)}`,
        tenantId: tenant.id,
        name,
        displayName,
        description,
        webUrl,
        createdAt: now() - 500 * dayMs,
        members: new Set(members),
        drives: [],
        pages: [],
        lists: [],
      } as Omit<SiteRecord, "pagesDrive"> as SiteRecord;
      site.drives.push(libraryOf(site, "Documents", "Shared Documents", createdBy));
      site.pagesDrive = libraryOf(site, "Site Pages", "SitePages", createdBy);
      sites.set(site.id, site);
      return site;
    },
    addLibrary(site: SiteRecord, name: string) {
      const library = libraryOf(site, name, name, site.pagesDrive.root.createdBy);
      site.drives.push(library);
      return library;
    },
    addPage(site: SiteRecord, page: NewPage) {
      const item: StoredItem = addItem(site.pagesDrive.root, pageItem(page));
      const stored: StoredPage = {
        id: item.uniqueId,
        site,
        item,
        title: page.title,
        description: page.description,
        news: page.news ?? false,
        sections: page.sections,
      };
      site.pages.push(stored);
      return stored;
    },
    drive(tenantId: string, id: string) {
      const drive = drives.get(id);
      return drive?.tenantId === tenantId ? drive : undefined;
    },
    site(tenantId: string, id: string) {
      const wanted = id.toLowerCase();
      return [...sites.values()].find(
        (site) => site.tenantId === tenantId && [site.id, site.id.split(",")[1]].includes(wanted),
      );
    },
    sites: (tenantId: string) => [...sites.values()].filter((site) => site.tenantId === tenantId),
    /** Libraries, page libraries and the OneDrives that are in use. */
    drives: (tenantId: string) => [...drives.values()].filter((drive) => drive.tenantId === tenantId),
  };
}

function pageItem(page: NewPage): NewItem {
  const text = page.sections
    .flatMap(({ columns }) => columns.flat())
    .map((part) => (part.kind === "text" ? part.html : Object.values(part.searchableText).join(" ")))
    .join("\n");
  return {
    name: page.name,
    title: page.title,
    text: `<h1>${page.title}</h1>${text}`,
    createdBy: page.author,
    modifiedAt: page.modifiedAt,
  };
}

const hourMs = 60 * 60 * 1000;

/** What stands in every new OneDrive: a private folder that carries the user's canaries in name, text and table. */
function fillOneDrive(drive: DriveRecord, user: UserRecord, nowMs: number): void {
  const author = { id: user.id, name: user.displayName, address: user.mail };
  const [name = "none", text = "none", cell = "none"] = user.canaries;
  const common = { createdBy: author, createdAt: nowMs - 90 * hourMs, modifiedAt: nowMs - 80 * hourMs };
  const folder = ensureFolder(drive.root, "Private", common);
  addItem(folder, {
    ...common,
    name: `Salary review ${name}.txt`,
    text: `Salary review (confidential) of ${user.displayName}.\nReference ${text}\n`,
  });
  addItem(folder, { ...common, name: "Savings plan.csv", text: `month,amount,note\n1,20000,${cell}\n` });
}

interface NewList {
  name: string;
  displayName: string;
  description?: string;
  columns: ListColumn[];
}

/** Adds an empty list to a site. Ids follow from addresses. */
export function addList(site: SiteRecord, { name, displayName, description = "", columns }: NewList): ListRecord {
  const webUrl = `${site.webUrl}/Lists/${encodeURIComponent(name)}`;
  const title: ListColumn = { name: "Title", displayName: "Title", facet: textFacet };
  const list: ListRecord = {
    id: guidFrom(`list:${webUrl}`),
    site,
    name,
    displayName,
    description,
    webUrl,
    createdAt: site.createdAt,
    columns: columns.some((column) => column.name === "Title") ? columns : [title, ...columns],
    rows: [],
  };
  site.lists.push(list);
  return list;
}

interface NewListRow {
  values: Record<string, unknown>;
  author: Author;
  at: number;
  hasAttachments?: boolean;
}

/** Adds a row to a list. */
export function addRow(list: ListRecord, { values, author, at, hasAttachments = false }: NewListRow): number {
  const id = (list.rows.at(-1)?.id ?? 0) + 1;
  list.rows.push({ id, values, hasAttachments, createdBy: author, createdAt: at, modifiedBy: author, modifiedAt: at });
  return id;
}

const textFacet = {
  text: { allowMultipleLines: false, appendChangesToExistingText: false, linesForEditing: 0, maxLength: 255 },
};
export const longTextFacet = (textType: "plain" | "richText") => ({
  text: { allowMultipleLines: true, appendChangesToExistingText: false, linesForEditing: 6, textType },
});
