import { textBlock } from "#common/queue/protocol.ts";
import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { type Ask, startAskedDemo } from "#test/support/asked-demo.ts";
import { countedTokens } from "#test/support/count-tokens.ts";
import { toolTests } from "#test/tools/tools.ts";
import { findHandler } from "#workers/tools/handlers.ts";

/** Thursday noon in Tokyo. Asked on a day that never passes, the demo answers the same each time. */
const frozenMs = Date.parse("2026-11-26T03:00:00Z");
const person = "yuki.sato";
const shownHits = 2;

/** docs/answers.md: one answer of each tool, as a model gets it of the demo company. */
export async function answersPage(): Promise<string> {
  const demo = await startAskedDemo(() => frozenMs);
  try {
    const ask = await demo.as(person);
    const sections: string[] = [];
    for (const { name, inputSchema } of catalog) {
      const args = await argumentsOf(name, Object.keys(inputSchema.shape), ask);
      sections.push(sectionOf(name, args, await ask(name, args)));
    }
    return intro + sections.join("\n").replaceAll(demo.fake.authorityHost, "https://login.microsoftonline.com");
  } finally {
    await demo.close();
  }
}

const intro = `# Answers

One answer of each tool, as a model gets it: what Yuki Sato of the demo company asks on a Thursday at noon, with few
hits. A search is a line of JSON for each hit, and one with what is needed to go on; a reading is a line of details, and
the text as it is. Tokens are counted with o200k. \`detail: "full"\` adds ids, links, defaults and repetitions.
\`npm run docs\` writes this page.

`;

async function argumentsOf(tool: ToolName, parameters: readonly string[], ask: Ask): Promise<object> {
  if (tool === "read_resource") {
    const { messages } = await ask("outlook_email_search", toolTests.outlook_email_search.conformance.args);
    return { uri: (messages as { uri: string }[])[0]?.uri };
  }
  const { detail: _all, ...args } = toolTests[tool].conformance.args;
  const few = (name: string) => parameters.includes(name) && { [name]: shownHits };
  return { ...args, ...few("limit"), ...few("maxCandidates") };
}

function sectionOf(tool: string, args: object, output: Record<string, unknown>): string {
  const texts = (findHandler(tool)?.toBlocks(output) ?? []).map((block) => textBlock(block).text);
  // A cursor is sealed with a new key, and never the same again.
  const shown = texts
    .join("")
    .replaceAll(/"nextCursor":"[^"]+"/g, '"nextCursor":"…"')
    .trimEnd();
  return `## ${tool}

\`${JSON.stringify(args)}\`: ${countedTokens(shown)} tokens

\`\`\`\`
${shown}
\`\`\`\`
`;
}
