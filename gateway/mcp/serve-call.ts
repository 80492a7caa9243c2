import type { ServerContext } from "@modelcontextprotocol/server";
import { ToolError } from "#common/errors.ts";
import type { Progress } from "#common/progress.ts";
import type { CallTool } from "#gateway/call-tool.ts";
import type { CallOpener } from "#gateway/open-call.ts";
import type { ToolResult } from "#gateway/tool-result.ts";
import { clientTracePoint } from "#gateway/trace-context.ts";
import type { CallRegistry } from "./call-registry.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { SentChallenges } from "./sent-challenges.ts";

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
    // Only 2025-era clients cancel by a separate message; later ones close the response.
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
