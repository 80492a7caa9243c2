import type { Notebook, NotePage, Section, SectionGroup } from "#test/fake-tenant/data/notes/note-types.ts";

const second = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
const linksTo = (webUrl: string) => ({
  oneNoteClientUrl: { href: `onenote:${webUrl}` },
  oneNoteWebUrl: { href: webUrl },
});
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
  links: linksTo(`${section.notebook.webUrl}?wd=target(${section.displayName}.one)`),
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
  links: linksTo(`${page.section.notebook.webUrl}?wd=target(${page.title})`),
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
