import type { ProtocolEra, ServerContext } from "@modelcontextprotocol/server";
import type { Caller, Person } from "#common/call.ts";
import { ToolError } from "#common/errors.ts";
import { createSharedOncePerWindow } from "#common/once-per-window.ts";
import type { Progress } from "#common/progress.ts";
import type { RedisConnection } from "#common/queue/redis.ts";
import type { SealingKeys } from "#common/settings.ts";
import type { TracePoint } from "#common/tracing/trace.ts";
import type { AnswerRoom } from "#gateway/admission/local-limits.ts";
import type { CallTool } from "#gateway/call-tool.ts";
import { type CallOpener, clientTracePoint } from "#gateway/open-call.ts";
import type { ToolResult } from "#gateway/tool-result.ts";
import type { CallRegistry } from "./call-registry.ts";
import type { HttpAnswer } from "./transport/http-answer.ts";

/** The HTTP request that an MCP server serves, as far as the server needs it. */
export interface HttpExchange {
  era: ProtocolEra;
  caller: Caller;
  accessToken: string;
  /** `Mcp-Session-Id` of a 2025-era client: distinguishes two processes of one person, and is never authentication. */
  sessionId: string | undefined;
  /** The tools that the person left enabled; undefined = all. */
  chosenTools: ReadonlySet<string> | undefined;
  /** Whether the address asks for MCP resources. */
  wantsResources: boolean;
  /** The trace that the client names in the header `traceparent`. */
  trace: TracePoint | undefined;
  answer: HttpAnswer;
  room: AnswerRoom;
  /** Set with a tool's result: the JSON of its content, which the transport puts into it. */
  content: readonly Buffer[] | undefined;
}

/** A user gets at most one challenge for the same reason in this time. */
const challengeEveryMs = 10 * 60_000;

/**
 * Remembers who was sent to sign in for a reason that a sign-in may not resolve, so that clients don't loop.
 */
export interface SentChallenges {
  /**
   * Whether this is the first time in 10 minutes, for all gateways. Never rejects: without Redis each gateway decides
   * alone.
   * @param reason the requested claims, or another text for the reason
   */
  isFirst(caller: Person, reason: string): Promise<boolean>;
}

/** Remembers them in Redis (`shared-once-per-window.ts`), which is queried for refused calls only. */
export function createSentChallenges({ redis, keys }: { redis: RedisConnection; keys: SealingKeys }): SentChallenges {
  const once = createSharedOncePerWindow({ redis, keys, purpose: "challenged", windowMs: challengeEveryMs });
  return { isFirst: ({ tenantId, userId }, reason) => once.isFirst(tenantId, userId, reason) };
}

/**
 * Serves a request of a client by a call of a tool. Rejects as `CallTool` does; a refusal that a sign-in ends has
 * become a 401 then, if there was no answer yet.
 */
export type ServeCall = (
  exchange: HttpExchange,
  asked: { tool: string; input: unknown },
  context: ServerContext,
) => Promise<ToolResult>;

/** Undefined when the client does not ask for progress. */
function progressSender({ mcpReq }: ServerContext): ((progress: Progress) => void) | undefined {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return undefined;
  return ({ progress, total, message }) => {
    const params = { progressToken, progress, ...(total && { total }), ...(message && { message }) };
    // The signal reports a client that has gone.
    mcpReq.notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
}

function whenAborted(signal: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true });
}

export function createServeCall(dependencies: {
  callOpener: Pick<CallOpener, "ofTool">;
  callTool: CallTool;
  callRegistry: CallRegistry;
  sentChallenges: SentChallenges;
}): ServeCall {
  const { callOpener, callTool, callRegistry, sentChallenges } = dependencies;

  /**
   * Whether the refusal becomes a 401. If the last 401 did not help, the model gets the refusal instead, or clients
   * loop.
   */
  async function isForSignIn({ code, details }: ToolError, { caller, answer }: HttpExchange): Promise<boolean> {
    const { claims, signInMayNotHelp = false } = details;
    if (!answer.isHeld()) return false;
    if (code === "sign_in_required") return !signInMayNotHelp || (await sentChallenges.isFirst(caller, code));
    return code === "claims_challenge" && claims !== undefined && (await sentChallenges.isFirst(caller, claims));
  }

  return async function serveCall(exchange, { tool, input }, context) {
    const { era, caller, accessToken, sessionId, answer, room } = exchange;
    const { mcpReq } = context;
    const { call, cancel, close } = callOpener.ofTool(tool, caller);
    whenAborted(mcpReq.signal, cancel);
    // Clients of the 2025 era cancel by a separate message; later ones close the response.
    const unregister =
      era === "legacy" ? callRegistry.register({ caller, sessionId, rpcId: mcpReq.id }, cancel) : undefined;
    try {
      return await callTool({
        call,
        input,
        userAssertion: accessToken,
        // A proxy may have replaced the header; `_meta` is the client's own (SEP-414).
        trace: clientTracePoint(mcpReq._meta?.traceparent) ?? exchange.trace,
        onSignedIn: answer.release,
        holdAnswer: room.hold,
        onProgress: progressSender(context),
      });
    } catch (error) {
      if (error instanceof ToolError && (await isForSignIn(error, exchange))) answer.refuse(error);
      throw error;
    } finally {
      unregister?.();
      close();
    }
  };
}
