import { type Recipe, withLine } from "./recipe.ts";

const contract = `import { z } from "zod";
import { defineTool } from "./define-tool.ts";

/** Lists the names of the user's mail folders. */
export const mailFolderNames = defineTool({
  name: "mail_folder_names",
  title: "List mail folders",
  description: "Names of the mail folders at the top of the user's mailbox.",
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

const unitTest = `import { expect, it } from "vitest";
import { mailFolderNamesHandler } from "#workers/tools/mail/mail-folder-names.ts";
import { fakeContext } from "../fake-context.ts";

it("lists the names of mail folders", async () => {
  const context = fakeContext({ answers: () => ({ value: [{ displayName: "Inbox" }, { displayName: "Archive" }] }) });
  expect(await mailFolderNamesHandler.run({ limit: 2 }, context)).toEqual({ names: ["Inbox", "Archive"] });
});
`;

const demoStep = `import { mailFolderNames } from "#common/tools/mail-folder-names.ts";
import type { Scene } from "./scene.ts";

/** The folders of a mailbox. */
export async function listMailFolders({ hero, ask, expect }: Scene): Promise<void> {
  const { names } = await ask({ who: hero, words: "Which mail folders have I?", tool: mailFolderNames, args: {} });
  expect("the inbox should be listed", names.includes("Inbox"));
}
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
    "gateway/pages/tools-table.ts": withLine(
      "",
      /^export const toolWordsJa: .*$/m,
      '  mail_folder_names: "メール フォルダーの名前を一覧表示します。",',
    ),
    "test/unit/workers/tools/DOMAIN/NAME.test.ts": unitTest,
    "test/demo/story/NAME.ts": demoStep,
    "test/demo/story/steps.ts": withLine(
      'import { listMailFolders } from "./mail-folder-names.ts";',
      /^const steps: .*$/m,
      "  mail_folder_names: listMailFolders,",
    ),
    "test/bench/round-trips/questions.ts": withLine(
      "",
      /^export const questions: .*$/m,
      "  mail_folder_names: [{}, { limit: 3 }],",
    ),
    "test/bench/modes/round-trips.ts": withLine(
      "",
      /^const bars: .*$/m,
      "  mail_folder_names: { median: 1.2, most: 2.5 },",
    ),
    "test/conformance/tool-calls.ts": withLine(
      "",
      /^export const toolCalls: .*$/m,
      "  mail_folder_names: { args: {}, answers: /Inbox/ },",
    ),
    "test/integration/revocation/own-calls.ts": withLine(
      "",
      /^ {2}const tools = \{$/m,
      '    mail_folder_names: call("mail_folder_names"),',
    ),
    "test/integration/revocation/revocations.ts": withLine(
      "",
      /^const readsOfMail = \{$/m,
      "  mail_folder_names: mail,",
    ),
  },
};
