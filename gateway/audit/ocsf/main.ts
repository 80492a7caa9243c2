import { runMain, StartProblem } from "#common/run-main.ts";
import { type CallLine, readCallLines } from "#gateway/audit/audit-lines.ts";

const product = { name: "m365-connector", vendor_name: "m365-connector" };
const apiActivity = { category_uid: 6, class_uid: 6003, class_name: "API Activity" };
/** All tools only read. */
const read = { activity_id: 2, activity_name: "Read", type_uid: 600302, type_name: "API Activity: Read" };
const informational = { severity_id: 1, severity: "Informational" };

/** A refusal by a rule or a permission, which somebody may want to look at. */
const low = { severity_id: 2, severity: "Low" };
const byRule = new Set(["forbidden", "permission_missing", "sign_in_required", "claims_challenge"]);

function endOf(line: CallLine) {
  if (line.event === "permissions_asked") return { status_id: 0, status: "Unknown", ...informational };
  const isOk = line.outcome === "ok";
  return {
    ...(isOk ? { status_id: 1, status: "Success" } : { status_id: 2, status: "Failure" }),
    status_code: line.outcome,
    ...(byRule.has(line.outcome) ? low : informational),
  };
}

/** What OCSF has no place for: under our own names (docs/audit.md). */
const mapped = new Set(
  ["event", "boot", "seq", "time", "tenant", "user", "clientId", "tokenId", "requestId", "tool", "resource"].concat([
    "outcome",
    "startedAt",
    "durationMs",
  ]),
);

/**
 * An audit line as an event of the class API Activity (6003), https://schema.ocsf.io/1.2.0/classes/api_activity. The
 * person and the tenant are named as in the line. Times are Unix milliseconds.
 */
function toOcsf(line: CallLine): Record<string, unknown> {
  const { tenant, user, clientId, tokenId, requestId } = line;
  const error = line.event !== "permissions_asked" && line.outcome !== "ok" ? line.outcome : undefined;
  const finished = line.event === "call_finished" ? line : undefined;
  return {
    ...apiActivity,
    category_name: "Application Activity",
    ...read,
    time: Date.parse(line.time),
    ...endOf(line),
    ...(finished && { start_time: Date.parse(finished.startedAt), duration: finished.durationMs }),
    metadata: {
      version: "1.2.0",
      product,
      log_name: "audit",
      log_provider: "m365-connector",
      event_code: line.event,
      uid: `${line.boot}:${line.seq}`,
      sequence: line.seq,
      correlation_uid: requestId,
      tenant_uid: tenant,
      original_time: line.time,
    },
    actor: {
      user: { uid: user, org: { uid: tenant }, ...(tokenId !== undefined && { credential_uid: tokenId }) },
      app_uid: clientId,
    },
    api: {
      operation: line.event === "permissions_asked" ? "granted-scopes" : line.tool,
      service: { name: "m365-connector" },
      request: { uid: requestId },
      ...(error !== undefined && { response: { error } }),
    },
    // The audit log has no addresses: the app that the person signed in with is all that is known of the caller.
    src_endpoint: { uid: clientId, svc_name: "MCP client" },
    dst_endpoint: { svc_name: "Microsoft Graph" },
    ...("resource" in line && line.resource !== undefined && { resources: [{ name: line.resource }] }),
    unmapped: Object.fromEntries(Object.entries(line).filter(([name]) => !mapped.has(name))),
  };
}

const usage = "usage: npm run audit:ocsf --silent -- FILE... > ocsf.jsonl";

/** Waits while nobody reads on, so that a large file doesn't fill the memory. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise((resolve) => process.stdout.once("drain", resolve));
}

await runMain(process, async () => {
  const files = process.argv.slice(2);
  if (files.length === 0 || files.some((file) => file.startsWith("-"))) throw new StartProblem([usage]);
  const counts = { others: 0, unreadable: 0 };
  let written = 0;
  for await (const line of readCallLines(files, counts)) {
    await write(`${JSON.stringify(toOcsf(line))}\n`);
    written += 1;
  }
  const { others, unreadable } = counts;
  process.stderr.write(`${written} events; ${others} lines of other kinds, ${unreadable} lines that are none\n`);
  process.exitCode = unreadable === 0 ? 0 : 1;
});
