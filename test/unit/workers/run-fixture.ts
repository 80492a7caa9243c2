import type { ToolError } from "#common/errors.ts";
import type { Logger } from "#common/logger.ts";
import { callOf } from "#test/unit/call-fixture.ts";
import type { GraphToken } from "#workers/auth/on-behalf-of.ts";
import type { UserTokens } from "#workers/auth/user-tokens.ts";
import { createToolContextFactory, type ToolContextFactory } from "#workers/create-tool-context.ts";
import { createUnreadableItems, type Run, type RunReply } from "#workers/run.ts";
import { createRunCall } from "#workers/run-call.ts";
import { createRunTool } from "#workers/run-tool.ts";
import { patient } from "./auth/obo-fixture.ts";
import { countedMetrics } from "./resilience/layer-fixture.ts";
import { fakeContext, fakeDocuments } from "./tools/fake-context.ts";

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

/** Makes the context of one search of mail with this token, in a worker of these parts and no others. */
export function contextMaker(parts: Partial<Parameters<typeof createToolContextFactory>[0]>, token: GraphToken) {
  const { graph, cursor } = fakeContext({ answers: () => ({}) });
  const createContext = createToolContextFactory({
    graphClient: { forCall: () => graph },
    onBehalfOf: { exchange: async () => token, drop: () => undefined },
    documentsFor: () => fakeDocuments(() => Promise.reject(new Error("no document here"))),
    cursorFor: () => cursor,
    adminConsentUrl: () => consentUrl,
    cloud: "public",
    now: () => Date.parse("2026-11-24T10:30:00Z"),
    ...parts,
  });
  return (more: Pick<Run["call"], "slot"> = {}) => {
    const run = mailSearch({ signal: patient(), reply: errorReply().reply });
    return createContext(
      { ...run, call: { ...run.call, ...more } },
      {
        tool: "outlook_email_search",
        workload: "outlook",
        token,
        notes: { graphAnswered: () => undefined },
        shown: [],
        unreadableItems: createUnreadableItems(),
      },
    );
  };
}

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
