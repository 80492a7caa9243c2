import { type Recipe, withLine } from "./recipe.ts";

const contract = `import { z } from "zod";
import { defineTool } from "./define-tool.ts";

/** Lists the names of the user's mail folders. */
export const mailFolderNames = defineTool({
  name: "mail_folder_names",
  title: "List mail folders",
  description: "Names of the mail folders at the top of the user's mailbox.",
  firstSentenceJa: "メール フォルダーの名前を一覧表示します。",
  workload: "outlook",
  permissions: [{ scopes: ["Mail.Read"] }],
  inputSchema: z.strictObject({
    limit: z.number().int().min(1).max(50).default(10).describe("Folders at most"),
  }),
});
`;

const handler = `import { z } from "zod";
import { mailFolderNames } from "#common/tools/mail-folder-names.ts";
import { defineHandler } from "#workers/tools/tool-context.ts";

const folder = z.object({ displayName: z.string() });

/** Lists the names of the user's mail folders. */
export const mailFolderNamesHandler = defineHandler(mailFolderNames, {
  async run({ limit }, { graph }) {
    const { items } = await graph.getPage({ path: ["me", "mailFolders"], query: { $top: limit } }, folder);
    return { names: items.map(({ displayName }) => displayName) };
  },

  toBlocks: ({ names }) => names.map((name) => ({ name })),
});
`;

const tests = `import { mailFolderNames } from "#common/tools/mail-folder-names.ts";
import type { ToolTests } from "./tool-tests.ts";

export const tests: ToolTests = {
  async demo({ hero, ask, expect }) {
    const { names } = await ask({ who: hero, words: "Which mail folders have I?", tool: mailFolderNames, args: {} });
    expect("the inbox should be listed", names.includes("Inbox"));
  },
  questions: [{}, { limit: 3 }],
  roundTrips: { median: 1.2, most: 2.5 },
  conformance: { args: {}, answers: /Inbox/ },
  ownCall: () => ({}),
  refusal: { without: ["Mail.Read"], words: "Reading mail is blocked.", permission: "Mail.Read" },
};
`;

/** A tool that lists the names of mail folders. */
export const toyTool: Recipe = {
  heading: "Add a tool",
  // The longer name first: NAME is a part of it.
  placeholders: { WIRE_NAME: "mail_folder_names", NAME: "mail-folder-names", DOMAIN: "mail" },
  files: {
    "common/tools/NAME.ts": contract,
    "common/tools/catalog.ts": withLine(
      'import { mailFolderNames } from "./mail-folder-names.ts";',
      /^export const catalog = \[$/m,
      "  mailFolderNames,",
    ),
    "workers/tools/DOMAIN/NAME.ts": handler,
    "workers/tools/handlers.ts": withLine(
      'import { mailFolderNamesHandler } from "./mail/mail-folder-names.ts";',
      /^export const handlers = \{$/m,
      "  mail_folder_names: mailFolderNamesHandler,",
    ),
    "test/tools/NAME.ts": tests,
  },
};
