import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { nameOfCall } from "#common/call.ts";
import { internalError, retryLater, ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import type { grantedScopesAnswer } from "#common/queue/protocol.ts";
import { logLevelFor } from "#common/queue/redis-outage.ts";
import { inRequest } from "#common/request-scope.ts";
import { parseTraceparent, type Trace } from "#common/tracing/trace.ts";
import { consentLink } from "./auth/exchange-failure.ts";
import type { UserTokens } from "./auth/user-tokens.ts";
import { createRunNotes, GatewayGoneError, type Run, type RunCall, WorkerStoppingError } from "./run.ts";
import type { RunTool, RunToolHooks } from "./run-tool.ts";

export interface RunCallDependencies {
  runTool: RunTool;
  answerGrantedScopes(run: Run): Promise<Buffer>;
  adminConsentUrl(tenantId: string): string;
  logger: Logger;
}

/**
 * How long a run may stay silent after the exchange. Most runs answer sooner and save the frame; until a frame is
 * sent the gateway can still turn a refusal into an HTTP 401.
 */
const signedInAfterMs = 500;

const answerLost = () =>
  new ToolError("unavailable", "The answer could not be delivered. Try again in a few seconds.", {
    retryAfterSeconds: 3,
  });

const workerStopping = () =>
  retryLater("unavailable", "The connector is restarting and could not finish the call", { retryAfterSeconds: 5 });

/**
 * Runs calls as `RunCall` says, and resolves with the outcome: `ok`, the code of the error, or `cancelled` if nobody
 * waited for the answer.
 */
export function createRunCall(dependencies: RunCallDependencies): (run: Run) => Promise<string> {
  const { runTool, answerGrantedScopes, adminConsentUrl, logger } = dependencies;

  /**
   * Adds the link for admin consent, which tools don't know. Only where consent resolves the error: it doesn't assign
   * users or enable the connector, and it would restore what an admin has revoked on purpose.
   */
  function withConsentLink(error: ToolError, { call }: Run): ToolError {
    if (error.code !== "permission_missing" || error.details.missingScopes === undefined) return error;
    const url = adminConsentUrl(call.caller.tenantId);
    return new ToolError(error.code, `${error.message} ${consentLink(url)}`, {
      ...error.details,
      adminConsentUrl: url,
    });
  }

  function toToolError(error: unknown, run: Run): ToolError {
    if (error instanceof ToolError) return withConsentLink(error, run);
    const referenceId = randomUUID();
    const { requestId } = run.call;
    const tool = nameOfCall(run.call);
    logger.error({ referenceId, requestId, tool, ...describeError(error) }, "unexpected failure of a tool");
    return internalError(referenceId);
  }

  const answerOf = (run: Run, hooks: RunToolHooks): Promise<Buffer> =>
    run.call.kind === "granted-scopes" ? answerGrantedScopes(run) : runTool(run, hooks);

  return async function runCall(run) {
    const { call, reply } = run;
    const { requestId, signal } = call;
    /** Redis may accept the next frame; if the gateway is gone, the signal has been aborted. */
    const logLostFrame = (error: unknown) => {
      if (error instanceof GatewayGoneError) return;
      logger[logLevelFor(error)]({ requestId, ...describeError(error) }, "a frame was not taken by Redis");
    };
    let timer: NodeJS.Timeout | undefined;
    const saySignedInLater = () => {
      timer = setTimeout(() => reply.signedIn().catch(logLostFrame), signedInAfterMs);
    };
    const notes = createRunNotes(run.queueWaitMs);
    const answer = await answerOf(run, { notes, onSignedIn: saySignedInLater }).then(
      (output) => ({ output }),
      (error: unknown) => ({ error }),
    );
    clearTimeout(timer);
    const report = { ...notes.report(), ...(call.slot && { slotMs: call.slot.heldMs() }) };
    const endWith = (error: ToolError) =>
      reply.error(error, report).then(
        () => error.code,
        (lost: unknown) => {
          logLostFrame(lost);
          return "cancelled";
        },
      );
    if (signal.aborted) {
      const reason = signal.reason instanceof WorkerStoppingError ? workerStopping() : signal.reason;
      return reason instanceof ToolError ? await endWith(reason) : "cancelled";
    }
    if ("error" in answer) return await endWith(toToolError(answer.error, run));
    try {
      await reply.output(answer.output, report);
      return "ok";
    } catch (error) {
      logger.warn({ requestId, ...describeError(error) }, "an answer could not be passed on");
      return await endWith(answerLost());
    }
  };
}

/**
 * Returns which Graph permissions a caller has, and until when that answer may be used. Rejects as the exchange does.
 * @param toRedisTime this machine's time as Redis' time, Unix milliseconds
 */
export function createAnswerGrantedScopes(options: {
  userTokens: Pick<UserTokens, "exchange">;
  toRedisTime: (localMs: number) => number;
}): (run: Run) => Promise<Buffer> {
  const { userTokens, toRedisTime } = options;
  return async (run) => {
    const { scopes, usableUntilMs } = await userTokens.exchange(run);
    const answer: z.input<typeof grantedScopesAnswer> = { scopes: [...scopes], expiresAt: toRedisTime(usableUntilMs) };
    return Buffer.from(JSON.stringify(answer));
  };
}

/** Runs each call within its request and trace, and logs the outcome of the run at debug level. */
export function traceRuns(
  runCall: (run: Run) => Promise<string>,
  options: { trace: Trace; logger: Logger; now(): number },
): RunCall {
  const { trace, logger, now } = options;
  return async function runInRequest(run) {
    const { call, number } = run;
    const tool = nameOfCall(call);
    const startedMs = now();
    await inRequest({ requestId: call.requestId, trace: parseTraceparent(run.traceparent) }, () =>
      trace(`run ${tool}`, { kind: "consumer", attributes: { tool, run: number } }, async (span) => {
        const outcome = await runCall(run);
        span.set({ outcome });
        if (outcome !== "ok") span.fail(outcome);
        logger.debug({ tool, run: number, outcome, durationMs: Math.round(now() - startedMs) }, "run");
      }),
    );
  };
}
