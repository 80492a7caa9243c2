import { randomUUID } from "node:crypto";
import type { AssertedCall } from "#common/call.ts";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { createClientCredential } from "#workers/auth/client-credential.ts";
import { adminConsentUrl } from "#workers/auth/exchange-failure.ts";
import { createOnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { createTokenSource, withImpliedScopes } from "#workers/auth/user-tokens.ts";
import type { WorkerSettings } from "#workers/config.ts";
import { createToolContextFactory } from "#workers/create-tool-context.ts";
import { createCursors } from "#workers/cursor.ts";
import type { DocumentReading } from "#workers/documents/text-source.ts";
import { createGraphClient } from "#workers/graph/graph-client.ts";
import { createRunNotes } from "#workers/run.ts";
import { createRunTool } from "#workers/run-tool.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import type { PersonsToken } from "./read-token.ts";
import { createWatch } from "./watch.ts";

/** How long one probe may take. */
const probeLimitMs = 60_000;

export type OpenGraph = Awaited<ReturnType<typeof openGraph>>;

const noReply = async () => undefined;
const extractText = async () => ({ text: "", detectedType: "text/plain" });
const unread: DocumentReading = {
  extractText,
  withRoom: (_bytes, work) => work({ maxBytes: 50_000_000, extractText }),
};

/**
 * Exchanges a person's token on their behalf, with a worker's own modules and settings, but without Redis: limits and
 * pauses are this process's own. Nothing is logged.
 * @throws what `OnBehalfOf.exchange` rejects with, or a `StartProblem` for a credential that can't be read
 */
export async function openGraph(settings: WorkerSettings, token: PersonsToken) {
  const { metrics } = createMetrics(workerMetrics);
  const logger = createLogger({ process: "graph-check", level: "fatal" }, { write: () => undefined });
  const credential = createClientCredential(settings, Date.now);
  const { GRAPH_BASE_URL: graphBaseUrl, AZURE_AUTHORITY_HOST: authorityHost, AZURE_CLIENT_ID: clientId } = settings;
  const onBehalfOf = createOnBehalfOf({
    authorityHost,
    graphBaseUrl,
    clientId,
    credential,
    cacheMaxSeconds: settings.OBO_CACHE_MAX_SECONDS,
    proxy: settings,
    metrics,
    logger,
  });
  const watch = createWatch(new URL(graphBaseUrl).origin);
  const client = createGraphClient({
    around: watch.layer,
    graphBaseUrl,
    downloadHosts: settings.GRAPH_DOWNLOAD_HOSTS,
    proxy: settings,
    metrics,
    logger,
  });
  const { text: userAssertion, ...person } = token;
  const caller = { ...person, scopes: [], understandsClaims: false };
  const asserted = (tool = "graph-check"): AssertedCall => ({
    call: {
      kind: "tool",
      tool,
      requestId: randomUUID(),
      caller,
      deadlineMs: Date.now() + probeLimitMs,
      signal: new AbortController().signal,
    },
    userAssertion,
  });
  const close = async () => void (await Promise.all([client.close(), onBehalfOf.close()]));
  try {
    const exchanged = await onBehalfOf.exchange(asserted());
    const grantedScopes = withImpliedScopes(exchanged.scopes);
    const token = { ...exchanged, scopes: grantedScopes, namedScopes: exchanged.scopes };
    const createContext = createToolContextFactory({
      graphClient: client,
      onBehalfOf,
      documentsFor: () => unread,
      cursorFor: createCursors(settings.SEALING_KEYS, Date.now),
      adminConsentUrl: (tenantId) => adminConsentUrl({ authorityHost, clientId, tenantId }),
      cloud: settings.AZURE_CLOUD,
      now: Date.now,
    });
    const userTokens = { exchange: async () => token, exchangeAfresh: async () => undefined };
    const runTool = createRunTool({ userTokens, createContext, metrics });
    const run = {
      retrieval: "on",
      wantsProgress: false,
      asPart: true,
      number: 1,
      queueWaitMs: undefined,
      reply: { signedIn: noReply, progress: noReply, output: noReply, error: noReply },
    } as const;
    return {
      grantedScopes,
      /** What is sent by `runTool` and the doors. */
      watch,
      /** Runs a tool as a worker does, but for the text of documents, which is left empty. Resolves with its answer. */
      async runTool(tool: string, input: unknown): Promise<string> {
        const notes = createRunNotes(undefined);
        const output = await runTool({ ...asserted(tool), ...run, input }, { notes, onSignedIn: () => undefined });
        return output.toString();
      },
      /** Whether the exchanged token is a JWT, which nothing may count on. */
      isTokenReadable: exchanged.accessToken.split(".").length === 3,
      /** A door for one probe, with time of its own. */
      door() {
        const own = asserted();
        return client.forCall(own.call, {
          getToken: createTokenSource(onBehalfOf, own, exchanged),
          workload: "outlook",
          leavesAliases: true,
        });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
