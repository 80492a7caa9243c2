import { type RequestRow, rowsWith } from "./known-request.ts";

/** The own notebooks; `sites/{site}` has the same below it. */
const ownRequests = rowsWith({ permission: "Notes.Read; of a site Notes.Read.All" }, [
  {
    purpose: "pages of all notebooks, by words of their titles; the one that an address names",
    tools: ["onenote_search", "read_resource"],
    path: "me/onenote/pages",
    query: ["$expand", "$filter", "$orderby", "$select", "$skip", "$top"],
    page: "api/onenote-list-pages",
    missing:
      "the whole, with too many sections (20266), with one that is broken or locked (20258, 10001), or where it " +
      "takes too long; page bodies are never searched",
    fallback: "the sections that changed last, one by one, and said so",
  },
  {
    purpose: "the sections that changed last, where pages can't be listed as a whole; the one that an address names",
    tools: ["onenote_search", "read_resource"],
    path: "me/onenote/sections",
    query: ["$expand", "$filter", "$orderby", "$select", "$top"],
    page: "api/onenote-list-sections",
    missing: "sections beyond the first hundred",
    fallback: "said so",
  },
  {
    purpose: "the pages of a section",
    tools: ["onenote_search", "read_resource"],
    path: "me/onenote/sections/{section}/pages",
    query: ["$filter", "$orderby", "$select", "$skip", "$top", "pagelevel"],
    page: "api/section-list-pages",
    missing: "a section that is refused, or takes too long",
    fallback: "the others, and said so",
  },
  {
    purpose: "a section's name and notebook",
    path: "me/onenote/sections/{section}",
    page: "api/section-get",
  },
  {
    purpose: "the notebooks",
    tools: ["onenote_search", "read_resource"],
    path: "me/onenote/notebooks",
    query: ["$select", "$skip", "$top"],
    page: "api/onenote-list-notebooks",
  },
  {
    purpose: "the sections of a notebook, and of its groups",
    path: "me/onenote/notebooks/{notebook}",
    query: ["$expand"],
    page: "api/notebook-get",
  },
  {
    purpose: "the sections of a group, and of the groups in it",
    path: "me/onenote/sectionGroups/{group}",
    query: ["$expand"],
    page: "api/sectiongroup-get",
  },
  {
    purpose: "a page's title and place",
    path: "me/onenote/pages/{page}",
    query: ["$expand", "$select"],
    page: "api/page-get",
  },
  {
    purpose: "the HTML of a page",
    path: "me/onenote/pages/{page}/content",
    page: "api/page-get",
    missing: "what a picture shows; files, of which it has the names",
    fallback: "they are named in the text",
  },
]);

export const noteRequests: readonly RequestRow[] = [
  ...ownRequests,
  ...ownRequests.map((row) => ({
    ...row,
    purpose: `${row.purpose}, in a site`,
    path: row.path.replace("me/", "sites/{site}/"),
    permission: "Notes.Read.All and Sites.Read.All",
  })),
  {
    purpose: "the site at an address, for its notebooks or lists",
    tools: ["onenote_search", "read_resource"],
    path: "sites/{host}:/{collection}/{name}",
    query: ["$select"],
    permission: "Sites.Read.All",
    page: "api/site-getbypath",
    missing: "a site that this person can't see",
    fallback: "the error says so",
  },
  {
    purpose: "the site at the top of a host, for its notebooks or lists",
    tools: ["onenote_search", "read_resource"],
    path: "sites/{host}",
    query: ["$select"],
    permission: "Sites.Read.All",
    page: "api/site-get",
  },
];
