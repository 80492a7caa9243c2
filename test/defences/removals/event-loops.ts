import { area, without } from "../removal.ts";

const inTools = (...names: string[]) => names.map((name) => `test/unit/workers/tools/${name}`);

export const eventLoops = area("time of the event loops", [
  without("workers/tools/resources/resource-window.ts", inTools("resources/window-edges"), {
    "looks for the end of a note no further than its room":
      "text.slice(at, at + Math.ceil(Math.max(0, room) / smallestCharacter) + 1) → text.slice(at)",
  }),
  without("workers/tools/mail/conversation/cut-quotes.ts", inTools("mail/conversation/cut-quotes"), {
    "compares a message with others only up to a size":
      "{ lines: 10_000, characters: 300_000 } → { lines: 10_000_000, characters: 300_000_000 }",
  }),
  without("workers/tools/mail/conversation/conversation-texts.ts", inTools("resources/read-conversation"), {
    "takes no message for a copy of which it has not compared all":
      "key !== undefined && known.isWhole && isSameText( → key !== undefined && isSameText(",
  }),
  without("workers/tools/query/searchable-text.ts", inTools("query/items-named"), {
    "prepares a name once, for all words of a search":
      "tests.every((isIn) => isIn(text)) → tests.every((isIn) => isIn(searchableText(name)))",
    "lets other calls go on between names that it compares": [
      "    await takeTurn(charactersOfName + name.length);\n",
      "    void takeTurn;\n",
    ],
  }),
  without("workers/tools/tasks/tasks-search.ts", {
    "counts the categories of tasks that it compares": [
      "list.name, ...(task.categories ?? [])",
      "list.name",
      "search leaves other calls time between tasks, whatever",
    ],
  }),
  without("workers/tools/calendar/calendar-query.ts", {
    "counts the places and categories of events that it compares": [
      "    ...(categories ?? []),\n  ];\n  return texts.reduce(",
      "  ];\n  void categories;\n  return texts.reduce(",
    ],
  }),
  without("workers/tools/calendar/outlook-calendar-search.ts", inTools("calendar/calendar-query"), {
    "lets other calls go on between events whose attendees it compares": [
      "mapInTurns(events, charactersOf, ",
      "mapInTurns(events, () => 0, ",
    ],
  }),
  without("workers/tools/mail/mail-folders.ts", {
    "lets other calls go on between folders of a mailbox that it compares": ["({ path }) => path.length,", "() => 0,"],
  }),
  without("workers/tools/files/find-folders.ts", {
    "compares few words with the names of a drive's folders":
      "[...new Set(wordsOf(wanted))].slice(0, comparedWords) → wordsOf(wanted).slice(0, 1_000 * comparedWords)",
  }),
  without("workers/tools/mail/graph-mail.ts", {
    "looks at the names of as many recipients as it shows": [
      "all.slice(0, most).flatMap((one) => personOf(one) ?? [])",
      "all.flatMap((one) => personOf(one) ?? []).slice(0, most)",
    ],
  }),
  without("workers/tools/teams/chat-message-content.ts", {
    "lets other calls go on between long messages of a chat": [
      "    await takeTurn(message.body?.content?.length ?? 0);\n",
      "    void takeTurn;\n",
    ],
    "shows some of those whom a message of a chat mentions": [
      "mentions: nonEmptyList(mentioned.slice(0, maxShown.mentions).map(cleanLine)),",
      "mentions: nonEmptyList(mentioned.map(cleanLine)),",
    ],
  }),
  without("workers/tools/query/searchable-text.ts", ["test/unit/common/text"], {
    "limits how much a text grows by being folded":
      ".slice(0, mostFolded(text.length)) → .slice(0, Infinity + mostFolded(0))",
  }),
  without("gateway/composites/run-composite.ts", {
    "reads the parts of a composite answer in turns":
      "if (at > 0) await setImmediate(); → if (at > parts.length) await setImmediate();",
  }),
  without("gateway/mcp/serve-resources.ts", ["test/unit/gateway/mcp/resources"], {
    "limits the resource that the gateway reads":
      "bytesIn(content) > maxContentBytes → bytesIn(content) < -maxContentBytes",
  }),
]);
