import { postToolCall, readRpcAnswer } from "#test/support/raw-mcp.ts";
import type { FaultStage } from "./fault-stage.ts";

/** One call beside the steady load: its answer as JSON text. */
export async function askForMailOnce(
  { gateways, askers }: FaultStage,
  args: Readonly<Record<string, unknown>>,
): Promise<string> {
  const call = { tool: "outlook_email_search", args, token: askers[0]?.token ?? "", url: gateways[0]?.mcpUrl ?? "" };
  return JSON.stringify(await readRpcAnswer(await postToolCall("modern", call)));
}
