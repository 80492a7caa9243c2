import { area, without } from "../removal.ts";

const inTools = (...names: string[]) => names.map((name) => `test/unit/workers/tools/${name}`);
const inResilience = (name: string) => [`test/unit/workers/resilience/${name}`];
const limits = "workers/resilience/request-limits.ts";

export const tools = area("Teams, people, tasks, notes and files", [
  without("workers/tools/files/search-by-meaning.ts", {
    "asks for no search by meaning where the tenant has none":
      "if (retrieval === undefined) return → if (retrieval === null) return",
    "asks for a search by meaning once, however often its answer is made smaller": "  retrieved.set(context, asked);\n",
    "gives no hit of a search by meaning that leads out of SharePoint":
      "const address = sharePointAddress(webUrl)?.href; → const address = URL.parse(webUrl)?.href;",
    "gives no hit of a search by meaning with a denied label": " || (labelId !== undefined && denied.has(labelId))",
  }),
  without("gateway/admission/shared-admission.ts", {
    "ends a tenant's searches by meaning at its limit of a day": "if used >= tonumber(ARGV[1]) then return 0 end\n",
  }),
  without(limits, inResilience("throttle-layer"), {
    "keeps Microsoft's limit of an hour on searches by meaning":
      'request.workload === "retrieval" → request.path === ""',
    "knows a team however its id is written": "id.toLowerCase() → id",
    "asks OneNote no more often than it allows": 'request.workload === "onenote" ? [{ → request.path === "" ? [{',
  }),
  without("workers/tools/teams/teams-and-channels.ts", {
    "reads a shared channel by the team that has it": [
      "...(incoming?.items ?? []).map((channel) => sharedChannel(channel)),",
      "...(incoming?.items ?? []).map((channel) => shownChannel(channel, teamId)),",
    ],
    "tells that shared channels may be missing": "!incoming?.isWhole && → incoming?.isWhole === false &&",
  }),
  without("workers/tools/optional-request.ts", inTools("teams/teams-and-channels"), {
    "ends a call whose sign-in ended, though the request was optional": "    if (endsCall(error)) throw error;\n",
  }),
  without("workers/tools/teams/teams-list-chats.ts", {
    "takes a message for unread only where Graph says that it was not deleted":
      "isMessage && last.isDeleted === false ? true : undefined → isMessage ? true : undefined",
  }),
  without("workers/tools/people/get-granted-scopes.ts", {
    "tells how old what it knows of permissions may be":
      "consent.knownUntilMs > now() ? utcText(consent.knownUntilMs) : undefined → undefined",
  }),
  without("workers/tools/people/person-hit.ts", inTools("people/search-people"), {
    "shows no colleague whom the user may not see":
      "return shown.displayName === undefined && shown.email === undefined ? undefined : shown; → return shown;",
  }),
  without("workers/tools/people/search-people.ts", {
    "repeats no name of a person in its own words": "shownAs(hit) → (hit.displayName ?? shownAs(hit))",
  }),
  without("workers/text/short-text.ts", inTools("tasks/tasks-search", "mail/mail-folders"), {
    "lets no name of a list or folder end its quotes": `.replaceAll('"', "'")`,
  }),
  without("workers/text/short-text.ts", inTools("mail/mail-folders"), {
    "cuts the names that an error lists": "nameCharacters = 60 → nameCharacters = Infinity",
  }),
  without("workers/tools/mail/conversation/conversation-texts.ts", inTools("resources/read-conversation"), {
    "hides no message behind the id of another one":
      "return long.startsWith(short) || long.endsWith(short); → return long.length >= short.length;",
  }),
  without("workers/tools/tasks/tasks-search.ts", {
    "reads tasks in turns": "({ characters }) => characters, compare) → () => 0, compare)",
  }),
  without("workers/tools/tasks/task-list.ts", inTools("tasks/tasks-search"), {
    "asks To Do and Planner only so many times for a search of tasks": "Math.min(wanted, left) → wanted",
  }),
  without("workers/tools/tasks/read-plans.ts", inTools("tasks/boards"), {
    "asks only so many teams for their plans": ".slice(0, maxRequests.teams)",
  }),
  without("workers/tools/people/find-people.ts", inTools("tasks/boards"), {
    "asks for nobody's name by what is no id": ".filter((id) => userId.test(id))",
  }),
  without("workers/tools/teams/scan-chats.ts", inTools("teams/chat-message-scan"), {
    "lists only so many pages of chats for an answer": " || (lists >= maxLists && needsList(state))",
  }),
  without("workers/tools/graph-values.ts", inTools("tasks/tasks-search"), {
    "keeps of a name only what is compared and shown":
      "text.length <= maxNameCharacters → text.length <= Infinity * maxNameCharacters",
  }),
  without("workers/tools/tasks/read-todo-lists.ts", inTools("tasks/tasks-search"), {
    "keeps only so much of the notes of tasks":
      "return characters <= maxCharacters → return characters <= Infinity * maxCharacters",
    "gives the other lists where the id of one can't be one": '!hasCode(error, "invalid_input") && ',
  }),
  without("workers/tools/tasks/graph-tasks.ts", inTools("tasks/tasks-search"), {
    "keeps of a task's note only what is searched": "content.length <= maxNote → content.length <= Infinity * maxNote",
  }),
  without("workers/tools/notes/find-note.ts", inTools("resources/read-note-link"), {
    "gives no own page for a link into another's notes": "  if (!isShown) throw notShown();\n",
    "gives no page with another id than that of a link": "items.filter((item) => !isOther(item)) → items",
  }),
  without("workers/tools/notes/note-lists.ts", inTools("notes/read-notes"), {
    "lists a notebook's sections a hundred at a time":
      "all.slice(from, from + maxParts) → all.slice(from, from + 100 * maxParts)",
  }),
  without("common/tools/resource-uri/resource-uri.ts", ["test/unit/common/tools/resource-uri"], {
    "writes a uri of whatever Graph gives as an id": "part.toWellFormed() → part",
  }),
  without("workers/tools/query/odata.ts", inTools("query/far-dates"), {
    "tells Graph no year that it can't read":
      "Math.min(Math.max(unixMs, written.first), written.last) → unixMs + 0 * written.first",
  }),
  without("workers/tools/tasks/read-plans.ts", inTools("tasks/tasks-search"), {
    "leaves out tasks of plans that are gone": 'all.filter(({ planId }) => !gone.has(planId ?? "")) → all',
  }),
  without("workers/tools/tasks/task-content.ts", inTools("tasks/read-tasks"), {
    "links tasks to web pages alone": "/^https?:\\/\\//i.test(url) && ",
  }),
  without("workers/tools/notes/section-files.ts", inTools("notes/onenote-search"), {
    "keeps section files of OneDrive from who may not read it": [
      "(mayReadOneDrive(grantedScopes) || !isInOneDrive(resource.webUrl))",
      "(mayReadOneDrive(grantedScopes) || !isInOneDrive(undefined))",
    ],
  }),
  without(limits, inResilience("requests-at-once"), {
    "leaves OneNote a place of its five": ["  onenote: 4,\n", "  onenote: 40,\n"],
  }),
  without("workers/tools/files/find-folders.ts", inTools("files/sharepoint-search"), {
    "names no folder of a OneDrive where nothing was found, whoever may read them":
      "keeps: ({ webUrl }) => !isInOneDrive(webUrl), → keeps: ({ webUrl }) => !isInOneDrive(webUrl) || true,",
  }),
  without("workers/tools/files/site-meant.ts", {
    "looks for a site by its name only with the permission for SharePoint":
      "requirePermission(sitePermissions, context.grantedScopes); → void [requirePermission, sitePermissions];",
  }),
  without("workers/tools/files/graph-search.ts", inTools("files/sharepoint-search"), {
    "tells that files come by relevance where Microsoft refuses to sort": "isUnsorted = true;",
  }),
  without("workers/tools/files/sharepoint-search.ts", inTools("files/sharepoint-search"), {
    "tells that not all files of the own drive were sorted":
      "!isWhole && sortedPart(items.length) → isWhole && undefined",
  }),
  without("workers/tools/resources/read-file.ts", inTools("resources/read-converted-files"), {
    "takes no page of words for a converted file": "if (extracted.detectedType !== mediaType) → if (false)",
    "goes on in the text in which a reading began":
      'if (format === "html" || part.page !== undefined || → if (format === "html" ||',
  }),
]);
