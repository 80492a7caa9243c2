import { type Call, nameOfCall } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import { createMetrics } from "#common/metrics.ts";
import type { PartOutput, RunReport } from "#common/queue/protocol.ts";
import { catalog } from "#common/tools/catalog.ts";
import { untraced } from "#common/tracing/trace.ts";
import type { AdmittedCall } from "#gateway/admission/shared-admission.ts";
import { createCallTool } from "#gateway/call-tool.ts";
import { compositeNames } from "#gateway/composites/composites.ts";
import { gatewayMetrics } from "#gateway/gateway-metrics.ts";
import type { PendingCall } from "#gateway/open-call.ts";
import type { QueueOptions } from "#gateway/queue/run-queued.ts";
import type { TenantPolicies } from "#gateway/tenants/tenant-policy.ts";
import type { ToolResult } from "#gateway/tool-result.ts";
import { tenantPolicies } from "#test/support/tenant-policies.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";
import { caller, memorySink, parsed, startAudit } from "../audit/audit-fixture.ts";
import { callOpenerFor } from "../call-opener.ts";

/** What a tool is answered by: its output, a failure, or nothing until the call ends. */
export type Played = Record<string, unknown> | ToolError | "silence";

/** The policies of an organisation that has enabled these tools alone. */
export function policiesWithTools(...names: string[]): TenantPolicies {
  const { policyOf, ...others } = tenantPolicies();
  return {
    ...others,
    policyOf(tenantId) {
      const policy = policyOf(tenantId);
      return policy && { ...policy, tools: new Set(names) };
    },
  };
}

export interface CompositeGatewayOptions {
  /** By the tool's name; each other one has no hits. */
  answers?: Readonly<Record<string, Played>>;
  granted?: readonly string[];
  policies?: TenantPolicies;
  /** The tools of which no call is admitted. */
  full?: readonly string[];
  report?: RunReport;
}

/** A gateway's calls of composite tools, over an audit log in memory, with tools that are played by the test. */
export function compositeGateway(options: CompositeGatewayOptions = {}) {
  const { answers = {}, granted, policies = tenantPolicies(), full = [], report = { slotMs: 5 } } = options;
  const { sink, state } = memorySink();
  const { metrics, registry } = createMetrics(gatewayMetrics);
  const queued: (PendingCall & Pick<QueueOptions, "workload">)[] = [];
  const inside = new Set<string>();
  const opener = callOpenerFor([...catalog.map(({ name }) => name), ...compositeNames]);

  /** Which tool an admitted job is for is not told to admission: it is found by the job's id. */
  const toolOf = new Map<string, string>();
  const callOpener = {
    ofPart(whole: Call, tool: string) {
      const part = opener.ofPart(whole, tool);
      toolOf.set(part.call.requestId, tool);
      return part;
    },
  };

  async function answered({ call, onSignedIn, holdAnswer }: PendingCall, { onReport }: QueueOptions) {
    onSignedIn?.();
    const played = answers[nameOfCall(call)] ?? {};
    const { signal } = call;
    if (played === "silence") {
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      throw signal.reason;
    }
    onReport?.(report);
    if (played instanceof ToolError) throw played;
    const part: PartOutput = { output: played, hasPictures: false };
    const bytes = Buffer.from(JSON.stringify(part));
    holdAnswer?.(bytes.length);
    return [bytes];
  }

  const callTool = createCallTool({
    catalog,
    policies,
    callOpener,
    askGrantedScopes: async () => granted && { scopes: new Set(granted), remainingMs: 1_000 },
    async runQueued(pending, queueOptions) {
      queued.push({ ...pending, workload: queueOptions.workload });
      return await answered(pending, queueOptions);
    },
    admission: {
      async admit({ requestId }: AdmittedCall) {
        if (full.includes(toolOf.get(requestId) ?? "")) throw new ToolError("rate_limited", "Try again in 2 seconds.");
        inside.add(requestId);
        return { priority: 1, leave: () => void inside.delete(requestId) };
      },
    },
    audit: startAudit(sink),
    metrics,
    logger: recordingLogger().logger,
    trace: untraced,
    queueWaitMs: 2_000,
    now: Date.now,
  });

  /** Calls a composite tool as one client. */
  function open(name: string, input: unknown, more: Partial<PendingCall> = {}) {
    const { call, cancel, close } = opener.ofTool(name, caller);
    const answer = callTool({ call, input, userAssertion: "assertion", ...more }).finally(close);
    return { call, cancel, answer };
  }

  return {
    open,
    /** Calls a composite tool and gives its answer. */
    call: async (name: string, input: unknown) => outputOf(await open(name, input).answer),
    queued,
    /** The tools that were queued, in order. */
    asked: () => queued.map(({ call }) => nameOfCall(call)),
    /** How many jobs hold a place. */
    inside,
    audited: () => parsed(state.text).slice(1),
    metric: async (name: string) => (await registry.getSingleMetric(name)?.get())?.values ?? [],
    state,
  };
}

/** The answer that a client parses; its text must say the same. */
function outputOf({ content, structuredContent }: ToolResult): Record<string, unknown> {
  const structured = JSON.stringify(structuredContent);
  const blocks = JSON.parse(Buffer.concat(content).toString()) as { type: string; text: string }[];
  if (blocks.length !== 1 || blocks[0]?.text !== structured) throw new Error("the text differs from the structure");
  return JSON.parse(structured);
}
