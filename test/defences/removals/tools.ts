import { alike, area } from "../removal.ts";

const inTools = (...names: string[]) => names.map((name) => `test/unit/workers/tools/${name}`);
const inResilience = (name: string) => [`test/unit/workers/resilience/${name}`];
const limits = "workers/resilience/request-limits.ts";

export const tools = area("Teams, people, tasks, notes and files", [
  ...alike({ file: "workers/tools/files/search-by-meaning.ts" }, [
    {
      defence: "asks for no search by meaning where the tenant has none",
      find: "if (retrieval === undefined) return",
      put: "if (retrieval === null) return",
    },
    {
      defence: "asks for a search by meaning once, however often its answer is made smaller",
      find: "  retrieved.set(context, asked);\n",
    },
    {
      defence: "gives no hit of a search by meaning that leads out of SharePoint",
      find: "const address = sharePointAddress(webUrl)?.href;",
      put: "const address = URL.parse(webUrl)?.href;",
    },
    {
      defence: "gives no hit of a search by meaning with a denied label",
      find: " || (labelId !== undefined && denied.has(labelId))",
    },
  ]),
  {
    defence: "ends a tenant's searches by meaning at its limit of a day",
    file: "gateway/admission/shared-admission.ts",
    find: "if used >= tonumber(ARGV[1]) then return 0 end\n",
  },
  {
    defence: "keeps Microsoft's limit of an hour on searches by meaning",
    file: limits,
    find: 'request.workload === "retrieval"',
    put: 'request.path === ""',
    noticedBy: inResilience("throttle-layer"),
  },
  {
    defence: "reads a shared channel by the team that has it",
    file: "workers/tools/teams/teams-and-channels.ts",
    find: "...(incoming?.items ?? []).map((channel) => sharedChannel(channel)),",
    put: "...(incoming?.items ?? []).map((channel) => shownChannel(channel, teamId)),",
  },
  {
    defence: "tells that shared channels may be missing",
    file: "workers/tools/teams/teams-and-channels.ts",
    find: "!incoming?.isWhole &&",
    put: "incoming?.isWhole === false &&",
  },
  {
    defence: "ends a call whose sign-in ended, though the request was optional",
    file: "workers/tools/optional-request.ts",
    find: "    if (endsCall(error)) throw error;\n",
    noticedBy: inTools("teams/teams-and-channels"),
  },
  {
    defence: "takes a message for unread only where Graph says that it was not deleted",
    file: "workers/tools/teams/teams-list-chats.ts",
    find: "isMessage && last.isDeleted === false ? true : undefined",
    put: "isMessage ? true : undefined",
  },
  {
    defence: "tells how old what it knows of permissions may be",
    file: "workers/tools/people/get-granted-scopes.ts",
    find: "consent.knownUntilMs > now() ? utcText(consent.knownUntilMs) : undefined",
    put: "undefined",
  },
  {
    defence: "shows no colleague whom the user may not see",
    file: "workers/tools/people/person-hit.ts",
    find: "return shown.displayName === undefined && shown.email === undefined ? undefined : shown;",
    put: "return shown;",
    noticedBy: inTools("people/search-people"),
  },
  {
    defence: "repeats no name of a person in its own words",
    file: "workers/tools/people/search-people.ts",
    find: "shownAs(hit)",
    put: "(hit.displayName ?? shownAs(hit))",
  },
  {
    defence: "lets no name of a list or folder end its quotes",
    file: "workers/text/short-text.ts",
    find: `.replaceAll('"', "'")`,
    noticedBy: inTools("tasks/tasks-search", "mail/mail-folders"),
  },
  {
    defence: "cuts the names that an error lists",
    file: "workers/text/short-text.ts",
    find: "nameCharacters = 60",
    put: "nameCharacters = Infinity",
    noticedBy: inTools("mail/mail-folders"),
  },
  {
    defence: "hides no message behind the id of another one",
    file: "workers/tools/mail/conversation/conversation-texts.ts",
    find: "return long.startsWith(short) || long.endsWith(short);",
    put: "return long.length >= short.length;",
    noticedBy: inTools("resources/read-conversation"),
  },
  {
    defence: "reads tasks in turns",
    file: "workers/tools/tasks/tasks-search.ts",
    find: "characters + (text?.length ?? 0), charactersOfDays)",
    put: "characters + 0 * (text?.length ?? 0), 0 * charactersOfDays)",
  },
  {
    defence: "asks To Do and Planner only so many times for a search of tasks",
    file: "workers/tools/tasks/task-list.ts",
    find: "Math.min(wanted, left)",
    put: "wanted",
    noticedBy: inTools("tasks/tasks-search"),
  },
  {
    defence: "asks only so many teams for their plans",
    file: "workers/tools/tasks/read-plans.ts",
    find: ".slice(0, maxRequests.teams)",
    noticedBy: inTools("tasks/boards"),
  },
  {
    defence: "asks for nobody's name by what is no id",
    file: "workers/tools/people/find-people.ts",
    find: ".filter((id) => userId.test(id))",
    noticedBy: inTools("tasks/boards"),
  },
  {
    defence: "lists only so many pages of chats for an answer",
    file: "workers/tools/teams/scan-chats.ts",
    find: " || (lists >= maxLists && needsList(state))",
    noticedBy: inTools("teams/chat-message-scan"),
  },
  ...alike({ noticedBy: inTools("tasks/tasks-search") }, [
    {
      defence: "keeps of a name only what is compared and shown",
      file: "workers/tools/graph-values.ts",
      find: "text.length <= maxNameCharacters",
      put: "text.length <= Infinity * maxNameCharacters",
    },
    {
      defence: "keeps only so much of the notes of tasks",
      file: "workers/tools/tasks/read-todo-lists.ts",
      find: "return characters <= maxCharacters",
      put: "return characters <= Infinity * maxCharacters",
    },
    {
      defence: "keeps of a task's note only what is searched",
      file: "workers/tools/tasks/graph-tasks.ts",
      find: "content.length <= maxNote",
      put: "content.length <= Infinity * maxNote",
    },
  ]),
  {
    defence: "gives no own page for a link into another's notes",
    file: "workers/tools/notes/find-note.ts",
    find: "  if (!isShown) throw notShown();\n",
    noticedBy: inTools("resources/read-note-link"),
  },
  {
    defence: "gives no page with another id than that of a link",
    file: "workers/tools/notes/find-note.ts",
    find: "items.filter((item) => !isOther(item))",
    put: "items",
    noticedBy: inTools("resources/read-note-link"),
  },
  {
    defence: "lists a notebook's sections a hundred at a time",
    file: "workers/tools/notes/note-lists.ts",
    find: "all.slice(from, from + maxParts)",
    put: "all.slice(from, from + 100 * maxParts)",
    noticedBy: inTools("notes/read-notes"),
  },
  {
    defence: "gives the other lists where the id of one can't be one",
    file: "workers/tools/tasks/read-todo-lists.ts",
    find: '!hasCode(error, "invalid_input") && ',
    noticedBy: inTools("tasks/tasks-search"),
  },
  {
    defence: "writes a uri of whatever Graph gives as an id",
    file: "common/tools/resource-uri/resource-uri.ts",
    find: "part.toWellFormed()",
    put: "part",
    noticedBy: ["test/unit/common/tools/resource-uri"],
  },
  {
    defence: "tells Graph no year that it can't read",
    file: "workers/tools/query/odata.ts",
    find: "Math.min(Math.max(unixMs, written.first), written.last)",
    put: "unixMs + 0 * written.first",
    noticedBy: inTools("query/far-dates"),
  },
  {
    defence: "leaves out tasks of plans that are gone",
    file: "workers/tools/tasks/read-plans.ts",
    find: 'all.filter(({ planId }) => !gone.has(planId ?? ""))',
    put: "all",
    noticedBy: inTools("tasks/tasks-search"),
  },
  {
    defence: "links tasks to web pages alone",
    file: "workers/tools/tasks/task-content.ts",
    find: "/^https?:\\/\\//i.test(url) && ",
    noticedBy: inTools("tasks/read-tasks"),
  },
  {
    defence: "keeps section files of OneDrive from who may not read it",
    file: "workers/tools/notes/section-files.ts",
    find: "(mayReadOneDrive(grantedScopes) || !isInOneDrive(resource.webUrl))",
    put: "(mayReadOneDrive(grantedScopes) || !isInOneDrive(undefined))",
    noticedBy: inTools("notes/onenote-search"),
  },
  ...alike({ file: limits, noticedBy: inResilience("throttle-layer") }, [
    { defence: "knows a team however its id is written", find: "id.toLowerCase()", put: "id" },
    {
      defence: "asks OneNote no more often than it allows",
      find: 'request.workload === "onenote" ? [{',
      put: 'request.path === "" ? [{',
    },
  ]),
  {
    defence: "leaves OneNote a place of its five",
    file: limits,
    find: "  onenote: 4,\n",
    put: "  onenote: 40,\n",
    noticedBy: inResilience("requests-at-once"),
  },
  {
    defence: "names no folder of a OneDrive where nothing was found, whoever may read them",
    file: "workers/tools/files/find-folders.ts",
    find: "keeps: ({ webUrl }) => !isInOneDrive(webUrl),",
    put: "keeps: ({ webUrl }) => !isInOneDrive(webUrl) || true,",
    noticedBy: inTools("files/sharepoint-search"),
  },
  {
    defence: "looks for a site by its name only with the permission for SharePoint",
    file: "workers/tools/files/site-meant.ts",
    find: "requirePermission(sitePermissions, context.grantedScopes);",
    put: "void [requirePermission, sitePermissions];",
  },
  {
    defence: "tells that files come by relevance where Microsoft refuses to sort",
    file: "workers/tools/files/graph-search.ts",
    find: "isUnsorted = true;",
    noticedBy: inTools("files/sharepoint-search"),
  },
  {
    defence: "tells that not all files of the own drive were sorted",
    file: "workers/tools/files/sharepoint-search.ts",
    find: "!isWhole && sortedPart(items.length)",
    put: "isWhole && undefined",
    noticedBy: inTools("files/sharepoint-search"),
  },
  ...alike({ file: "workers/tools/resources/read-file.ts", noticedBy: inTools("resources/read-converted-files") }, [
    {
      defence: "takes no page of words for a converted file",
      find: "if (extracted.detectedType !== mediaType)",
      put: "if (false)",
    },
    {
      defence: "goes on in the text in which a reading began",
      find: 'if (format === "html" || part.page !== undefined ||',
      put: 'if (format === "html" ||',
    },
  ]),
]);
