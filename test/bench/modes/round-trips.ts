import { Pool } from "undici";
import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import type { ModeOptions } from "../bench-options.ts";
import { describeMachine } from "../machine.ts";
import { type Claim, reportClaims, reportResult } from "../result-file.ts";
import { graphDelayMs, measureQuestions, slowDown } from "../round-trips/measure-questions.ts";
import { type Question, questions } from "../round-trips/questions.ts";
import { nameOf, resourcesToRead } from "../round-trips/resources-to-read.ts";
import { type Measured, printMeasured, questionCosts, summaryOf } from "../round-trips/summary.ts";

const person = "hana.mori";

/**
 * Round trips in a row that a question may take while the person's token is held: the median's, and anyone's. A tool
 * without a bar does not compile.
 */
const bars: Readonly<Record<ToolName, { median: number; most?: number }>> = {
  outlook_email_search: { median: 1.2, most: 2.5 },
  outlook_calendar_search: { median: 1.3 },
  find_meeting_availability: { median: 2.3 },
  chat_message_search: { median: 2.5, most: 4 },
  sharepoint_search: { median: 1.2 },
  sharepoint_folder_search: { median: 2.2 },
  onenote_search: { median: 1.3, most: 2.5 },
  tasks_search: { median: 2.3, most: 2.5 },
  teams_list_chats: { median: 1.2, most: 2.5 },
  teams_list_teams: { median: 1.2, most: 2.5 },
  teams_list_channels: { median: 1.2, most: 2.5 },
  teams_list_channel_messages: { median: 2, most: 2.5 },
  read_resource: { median: 2.2, most: 3.5 },
  outlook_find_available_time: { median: 2.3, most: 2.5 },
  get_me: { median: 2.2, most: 2.5 },
  get_granted_scopes: { median: 0.5, most: 0.5 },
  search_people: { median: 2.3, most: 2.5 },
};

function claimsOf({ tool, warm }: Measured<ToolName>): Claim[] {
  const { median, most } = summaryOf(warm).roundTrips;
  const bar = bars[tool];
  const says = (which: string) => `round trips to Graph in a row, ${tool}, ${which}`;
  return [
    { says: says("median"), measured: median, unit: "round trips", most: bar.median },
    { says: says("most"), measured: most, unit: "round trips", ...(bar.most !== undefined && { most: bar.most }) },
  ];
}

function failedClaim(measured: readonly Measured[]): Claim {
  const failed = measured.flatMap(({ tool, warm, cold }) =>
    [...warm, ...cold].flatMap(({ question, verdict }) =>
      verdict === "ok" ? [] : [`${tool} ${nameOf(question)}: ${verdict}`],
    ),
  );
  const says = ["questions without an answer", ...new Set(failed)].join("; ");
  return { says, measured: failed.length, unit: "questions", most: 0 };
}

async function measureTool(tool: ToolName, stack: Stack, to: { client: McpClient; gateway: Pool; held: string }) {
  const { control } = stack.fake;
  const { id: userId } = await personNamed(stack.fake, person);
  await slowDown(control, 0);
  const asked: readonly Question[] = tool === "read_resource" ? await resourcesToRead(to.client) : questions[tool];
  for (const question of asked) await to.client.call(tool, question);
  await slowDown(control, graphDelayMs);
  const asking = { tool, questions: asked, control, gateway: to.gateway };
  return {
    tool,
    warm: await measureQuestions({ ...asking, nextToken: async () => to.held }),
    cold: await measureQuestions({ ...asking, nextToken: () => control.mintToken({ userId }) }),
  };
}

/**
 * What a question costs one person while each answer of Microsoft's takes 200 ms: requests, and the time that they
 * wait, also in round trips. Warm: the worker holds the person's token. Cold: it has never seen it.
 */
export async function measureRoundTrips({ tools, stackOptions }: ModeOptions): Promise<void> {
  const machine = describeMachine();
  const stack = await startStack({ ...stackOptions, fake: "process" });
  const { mcpUrl } = stack.gateways[0];
  const gateway = new Pool(new URL(mcpUrl).origin, { connections: 1 });
  const measured: Measured<ToolName>[] = [];
  try {
    const { id: userId } = await personNamed(stack.fake, person);
    const held = await stack.fake.control.mintToken({ userId });
    const client = await connectModern(mcpUrl, held);
    for (const { name } of catalog.filter((tool) => tools === undefined || tools.includes(tool.name))) {
      const one = await measureTool(name, stack, { client, gateway, held });
      measured.push(one);
      printMeasured(one);
    }
    await client.close();
  } finally {
    await gateway.destroy();
    await stack.stop();
  }
  const claims = [...measured.flatMap(claimsOf), failedClaim(measured)];
  if (tools !== undefined) return reportClaims(claims);
  const results = measured.map((one) => ({
    tool: one.tool,
    warm: summaryOf(one.warm),
    cold: summaryOf(one.cold),
    questions: questionCosts(one),
  }));
  reportResult("round-trips", { command: "npm run bench -- round-trips", machine, claims, graphDelayMs, results });
}
