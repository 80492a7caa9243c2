import type { Area } from "../removal.ts";

const inTools = (...names: string[]) => names.map((name) => `test/unit/workers/tools/${name}`);
const inResilience = (name: string) => [`test/unit/workers/resilience/${name}`];
const limits = "workers/resilience/request-limits.ts";

export const tools: Area = {
  name: "Teams, people, tasks, notes and files",
  removals: [
    {
      defence: "reads a shared channel by the team that has it",
      file: "workers/tools/teams/teams-list-channels.ts",
      find: "...(incoming?.items ?? []).map((channel) => sharedChannel(channel)),",
      put: "...(incoming?.items ?? []).map((channel) => shownChannel(channel, teamId)),",
      noticedBy: inTools("teams/teams-list-channels"),
    },
    {
      defence: "tells that shared channels may be missing",
      file: "workers/tools/teams/teams-list-channels.ts",
      find: "incoming?.isWhole ? undefined : { reason",
      put: "incoming?.isWhole !== false ? undefined : { reason",
      noticedBy: inTools("teams/teams-list-channels"),
    },
    {
      defence: "ends a call whose sign-in ended, though the request was optional",
      file: "workers/tools/optional-request.ts",
      find: "    if (endsCall(error)) throw error;\n",
      put: "",
      noticedBy: inTools("teams/teams-list-teams"),
    },
    {
      defence: "takes a message for unread only where Graph says that it was not deleted",
      file: "workers/tools/teams/chat-unread.ts",
      find: "isMessage && last.isDeleted === false ? true : undefined",
      put: "isMessage ? true : undefined",
      noticedBy: inTools("teams/teams-list-chats"),
    },
    {
      defence: "tells how old what it knows of permissions may be",
      file: "workers/tools/people/get-granted-scopes.ts",
      find: "consent.knownUntilMs > now() ? utcText(consent.knownUntilMs) : undefined",
      put: "undefined",
      noticedBy: inTools("people/get-granted-scopes"),
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
      noticedBy: inTools("people/search-people"),
    },
    {
      defence: "lets no name of a list end its quotes",
      file: "workers/tools/tasks/search-tasks.ts",
      find: `name.replaceAll('"', "'")`,
      put: "name",
      noticedBy: inTools("tasks/tasks-search"),
    },
    {
      defence: "gives the other lists where the id of one can't be one",
      file: "workers/tools/tasks/read-todo-lists.ts",
      find: '  "invalid_input",\n',
      put: "",
      noticedBy: inTools("tasks/tasks-search"),
    },
    {
      defence: "writes a uri of whatever Graph gives as an id",
      file: "common/tools/resource-uri/uri-form.ts",
      find: "part.toWellFormed()",
      put: "part",
      noticedBy: ["test/unit/common/tools/t09-resource-uri"],
    },
    {
      defence: "tells Graph no year that it can't read",
      file: "workers/tools/dates/date-bound.ts",
      find: "Math.min(Math.max(time.toMillis(), writable.first), writable.last)",
      put: "time.toMillis() + 0 * writable.first",
      noticedBy: inTools("dates/dates"),
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
      put: "",
      noticedBy: inTools("tasks/read-tasks"),
    },
    {
      defence: "keeps section files of OneDrive from who may not read it",
      file: "workers/tools/notes/section-files.ts",
      find: "(mayReadOneDrive(grantedScopes) || !isInOneDrive(resource.webUrl))",
      put: "(mayReadOneDrive(grantedScopes) || !isInOneDrive(undefined))",
      noticedBy: inTools("notes/onenote-search"),
    },
    {
      defence: "asks OneNote no more often than it allows",
      file: limits,
      find: 'request.workload === "onenote" ? [{',
      put: 'request.path === "" ? [{',
      noticedBy: inResilience("throttle-layer"),
    },
    {
      defence: "leaves OneNote a place of its five",
      file: limits,
      find: "  onenote: 4,\n",
      put: "  onenote: 40,\n",
      noticedBy: inResilience("requests-at-once"),
    },
    {
      defence: "tells that files come by relevance where Microsoft refuses to sort",
      file: "workers/tools/files/ask-in-order.ts",
      find: "isUnsorted = true;",
      put: "",
      noticedBy: inTools("files/sharepoint-search"),
    },
    {
      defence: "tells that not all files of the own drive were sorted",
      file: "workers/tools/files/walk-own-drive.ts",
      find: "found.isWhole ? undefined : sortedPart(found.items.length)",
      put: "undefined",
      noticedBy: inTools("files/sharepoint-search"),
    },
  ],
};
