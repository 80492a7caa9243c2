import type { Notebook, NotePage, Section, SectionGroup } from "#test/fake-tenant/data/notes/note-store.ts";
import { second } from "#test/fake-tenant/graph/graph-call.ts";
import { guidFrom } from "#test/fake-tenant/world/guid.ts";

const linksTo = (webUrl: string, clientUrl = webUrl) => ({
  oneNoteClientUrl: { href: `onenote:${clientUrl}` },
  oneNoteWebUrl: { href: webUrl },
});

/** What users found in place of the links of sections and pages in sites (microsoft-graph-docs-contrib #9160). */
const nowhere = { href: "https://www.onenote.com/notebooks" };

/** OneNote's own ids, which its links have, and which are not Graph's (microsoft-graph-docs #18296). */
const ownIdOf = ({ id }: { id: string }): string => guidFrom(`onenote:${id}`);

/** The links of a section, or of a page in it. */
function linksInto(section: Section, page?: NotePage): Record<string, unknown> {
  const { notebook, displayName } = section;
  if (notebook.site !== null) return { oneNoteClientUrl: nowhere, oneNoteWebUrl: nowhere };
  const escaped = page?.title.replace(/[\\/|()]/g, "\\$&");
  const inSection = `${displayName}.one|${ownIdOf(section)}/`;
  const target = page === undefined ? inSection : `${inSection}${escaped}|${ownIdOf(page)}/`;
  const ids = [
    page && encodeURIComponent(page.title),
    `section-id={${ownIdOf(section)}}`,
    page && `page-id={${ownIdOf(page)}}`,
  ];
  const fragment = [...ids.filter((part) => part !== undefined), "end"].join("&");
  return linksTo(
    `${notebook.webUrl}?wd=${encodeURIComponent(`target(${target})`)}`,
    `${notebook.webUrl}/${encodeURIComponent(displayName)}.one#${fragment}`,
  );
}
const short = (one: { id: string; displayName: string } | null) =>
  one === null ? null : { id: one.id, displayName: one.displayName };

const modifiedAt = ({ pages, createdAt }: Section): number =>
  Math.max(createdAt, ...pages.map((page) => page.modifiedAt));

export const sectionsOf = ({ sections, groups }: Notebook): Section[] => [
  ...sections,
  ...groups.flatMap((group) => group.sections),
];

export const sectionJson = (section: Section): Record<string, unknown> => ({
  id: section.id,
  displayName: section.displayName,
  createdDateTime: second(section.createdAt),
  lastModifiedDateTime: second(modifiedAt(section)),
  isDefault: false,
  links: linksInto(section),
  parentNotebook: short(section.notebook),
  parentSectionGroup: short(section.group),
});

export const groupJson = (group: SectionGroup): Record<string, unknown> => ({
  id: group.id,
  displayName: group.displayName,
  createdDateTime: second(group.notebook.createdAt),
  parentNotebook: short(group.notebook),
  parentSectionGroup: null,
  sections: group.sections.map(sectionJson),
  sectionGroups: [],
});

export const notebookJson = (notebook: Notebook): Record<string, unknown> => ({
  id: notebook.id,
  displayName: notebook.displayName,
  createdDateTime: second(notebook.createdAt),
  lastModifiedDateTime: second(Math.max(notebook.createdAt, ...sectionsOf(notebook).map(modifiedAt))),
  isDefault: false,
  userRole: "Owner",
  // Of shared notebooks too, as users found it.
  isShared: false,
  links: linksTo(notebook.webUrl),
  sections: notebook.sections.map(sectionJson),
  sectionGroups: notebook.groups.map(groupJson),
});

export const pageJson = (page: NotePage): Record<string, unknown> => ({
  id: page.id,
  title: page.title,
  createdByAppId: "",
  createdDateTime: second(page.createdAt),
  lastModifiedDateTime: second(page.modifiedAt),
  links: linksInto(page.section, page),
  parentSection: short(page.section),
  parentNotebook: short(page.section.notebook),
  level: page.level,
  order: page.section.pages.indexOf(page),
});

/** The output HTML of a page (https://learn.microsoft.com/graph/onenote-input-output-html). */
export const pageHtml = ({ title, html, createdAt }: NotePage): string =>
  `<html lang="en-US">\r\n\t<head>\r\n\t\t<title>${title}</title>\r\n` +
  `\t\t<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />\r\n` +
  `\t\t<meta name="created" content="${second(createdAt)}" />\r\n\t</head>\r\n` +
  `\t<body data-absolute-enabled="true" style="font-family:Calibri;font-size:11pt">\r\n` +
  `\t\t<div style="position:absolute;left:48px;top:115px;width:624px">\r\n${html}\r\n\t\t</div>\r\n` +
  "\t</body>\r\n</html>";
