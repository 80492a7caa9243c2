import { alike, area } from "../removal.ts";

const inTools = (...names: string[]) => names.map((name) => `test/unit/workers/tools/${name}`);

export const eventLoops = area("time of the event loops", [
  {
    defence: "looks for the end of a note no further than its room",
    file: "workers/tools/resources/resource-window.ts",
    find: "text.slice(at, at + Math.ceil(Math.max(0, room) / smallestCharacter) + 1)",
    put: "text.slice(at)",
    noticedBy: inTools("resources/window-edges"),
  },
  {
    defence: "compares a message with others only up to a size",
    file: "workers/tools/mail/conversation/cut-quotes.ts",
    find: "{ lines: 10_000, characters: 300_000 }",
    put: "{ lines: 10_000_000, characters: 300_000_000 }",
    noticedBy: inTools("mail/conversation/cut-quotes"),
  },
  {
    defence: "takes no message for a copy of which it has not compared all",
    file: "workers/tools/mail/conversation/conversation-texts.ts",
    find: "key !== undefined && known.isWhole && isSameText(",
    put: "key !== undefined && isSameText(",
    noticedBy: inTools("resources/read-conversation"),
  },
  ...alike({ file: "workers/tools/query/searchable-text.ts", noticedBy: inTools("query/items-named") }, [
    {
      defence: "prepares a name once, for all words of a search",
      find: "tests.every((isIn) => isIn(text))",
      put: "tests.every((isIn) => isIn(searchableText(name)))",
    },
    {
      defence: "lets other calls go on between names that it compares",
      find: "    await takeTurn(charactersOfName + name.length);\n",
      put: "    void takeTurn;\n",
    },
  ]),
  {
    defence: "counts the categories of tasks that it compares",
    test: "search leaves other calls time between tasks, whatever",
    file: "workers/tools/tasks/tasks-search.ts",
    find: "list.name, ...(task.categories ?? [])",
    put: "list.name",
  },
  {
    defence: "counts the places and categories of events that it compares",
    file: "workers/tools/calendar/calendar-query.ts",
    find: "    ...(categories ?? []),\n  ];\n  return texts.reduce(",
    put: "  ];\n  void categories;\n  return texts.reduce(",
  },
  {
    defence: "lets other calls go on between events whose attendees it compares",
    file: "workers/tools/calendar/outlook-calendar-search.ts",
    find: "mapInTurns(events, charactersOf, ",
    put: "mapInTurns(events, () => 0, ",
    noticedBy: inTools("calendar/calendar-query"),
  },
  {
    defence: "lets other calls go on between folders of a mailbox that it compares",
    file: "workers/tools/mail/mail-folders.ts",
    find: "({ path }) => path.length,",
    put: "() => 0,",
  },
  {
    defence: "compares few words with the names of a drive's folders",
    file: "workers/tools/files/find-folders.ts",
    find: "[...new Set(wordsOf(wanted))].slice(0, comparedWords)",
    put: "wordsOf(wanted).slice(0, 1_000 * comparedWords)",
  },
  {
    defence: "looks at the names of as many recipients as it shows",
    file: "workers/tools/mail/graph-mail.ts",
    find: "all.slice(0, most).flatMap((one) => personOf(one) ?? [])",
    put: "all.flatMap((one) => personOf(one) ?? []).slice(0, most)",
  },
  {
    defence: "lets other calls go on between long messages of a chat",
    file: "workers/tools/teams/chat-message-content.ts",
    find: "    await takeTurn(message.body?.content?.length ?? 0);\n",
    put: "    void takeTurn;\n",
  },
  {
    defence: "shows some of those whom a message of a chat mentions",
    file: "workers/tools/teams/chat-message-content.ts",
    find: "mentions: nonEmptyList(mentioned.slice(0, maxShown.mentions).map(cleanLine)),",
    put: "mentions: nonEmptyList(mentioned.map(cleanLine)),",
  },
  {
    defence: "limits how much a text grows by being folded",
    file: "workers/tools/query/searchable-text.ts",
    find: ".slice(0, mostFolded(text.length))",
    put: ".slice(0, Infinity + mostFolded(0))",
    noticedBy: ["test/unit/common/text"],
  },
  {
    defence: "reads the parts of a composite answer in turns",
    file: "gateway/composites/run-composite.ts",
    find: "if (at > 0) await setImmediate();",
    put: "if (at > parts.length) await setImmediate();",
  },
  {
    defence: "limits the resource that the gateway reads",
    file: "gateway/mcp/serve-resources.ts",
    find: "bytesIn(content) > maxContentBytes",
    put: "bytesIn(content) < -maxContentBytes",
    noticedBy: ["test/unit/gateway/mcp/resources"],
  },
]);
