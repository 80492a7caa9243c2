import type { ToolError } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import type { UserTokens } from "#workers/auth/user-tokens.ts";
import type { ToolContextFactory } from "#workers/create-tool-context.ts";
import type { Run, RunReply } from "#workers/run.ts";
import { createRunCall } from "#workers/run-call.ts";
import { createRunTool } from "#workers/run-tool.ts";
import { countedMetrics } from "./resilience/layer-fixture.ts";

export const consentUrl = "https://login.test/tenant/adminconsent?client_id=connector";

/** Runs calls of tools in a worker of these parts. */
export function toolRunner(parts: {
  userTokens: UserTokens;
  createContext: ToolContextFactory;
  logger: Logger;
}): (run: Run) => Promise<string> {
  const { userTokens, createContext, logger } = parts;
  return createRunCall({
    runTool: createRunTool({ userTokens, createContext, metrics: countedMetrics().metrics }),
    answerGrantedScopes: () => Promise.reject(new Error("nobody asks for scopes here")),
    adminConsentUrl: () => consentUrl,
    logger,
  });
}

/** One search of mail, with all the time it needs. */
export const mailSearch = (to: { signal: AbortSignal; reply: RunReply }): Run =>
  callWithout({ tool: "outlook_email_search", ...to });

/** One call without arguments, with all the time it needs. */
export const callWithout = ({ tool, signal, reply }: { tool: string; signal: AbortSignal; reply: RunReply }): Run => ({
  call: callOf(tool, { signal, deadlineMs: Number.POSITIVE_INFINITY }),
  userAssertion: "assertion",
  input: {},
  wantsProgress: false,
  number: 1,
  queueWaitMs: undefined,
  reply,
});

/** Takes what a run says, and keeps the error that it ended with. */
export function errorReply(): { reply: RunReply; error: () => ToolError | undefined } {
  let refused: ToolError | undefined;
  return {
    error: () => refused,
    reply: {
      signedIn: async () => undefined,
      progress: async () => undefined,
      output: async () => undefined,
      async error(error) {
        refused = error;
      },
    },
  };
}
