import { Pool } from "undici";
import { catalog, type ToolName } from "#common/tools/catalog.ts";
import { connectModern, type McpClient } from "#test/support/mcp-clients.ts";
import { type Stack, startStack } from "#test/support/stack.ts";
import { manyRetrievals, tenantsFile } from "#test/support/tenants-file.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import type { Question } from "#test/tools/tool-tests.ts";
import { toolTests } from "#test/tools/tools.ts";
import type { ModeOptions } from "../bench-options.ts";
import { describeMachine } from "../machine.ts";
import { type Claim, reportClaims, reportResult } from "../result-file.ts";
import { graphDelayMs, measureQuestions, slowDown } from "../round-trips/measure-questions.ts";
import { nameOf, resourcesToRead } from "../round-trips/resources-to-read.ts";
import { type Measured, printMeasured, questionCosts, summaryOf } from "../round-trips/summary.ts";

const person = "hana.mori";

function claimsOf({ tool, warm }: Measured<ToolName>): Claim[] {
  const { median, most } = summaryOf(warm).roundTrips;
  const bar = toolTests[tool].roundTrips;
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
  const asked: readonly Question[] =
    tool === "read_resource" ? await resourcesToRead(to.client) : toolTests[tool].questions;
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
  const { tenants } = await stack.fake.control.directory();
  const { mcpUrl } = await stack.startGateway({ TENANTS_FILE: tenantsFile(tenants, manyRetrievals) });
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
