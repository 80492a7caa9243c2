import { randomUUID } from "node:crypto";
import type { AssertedCall } from "#common/call.ts";
import { createLogger } from "#common/logger.ts";
import { createMetrics } from "#common/metrics.ts";
import { createClientCredential } from "#workers/auth/client-credential.ts";
import { withImpliedScopes } from "#workers/auth/implied-scopes.ts";
import { createOnBehalfOf } from "#workers/auth/on-behalf-of.ts";
import { createTokenSource } from "#workers/auth/token-source.ts";
import type { WorkerSettings } from "#workers/config.ts";
import { createGraphClient } from "#workers/graph/graph-client.ts";
import type { GraphDoor } from "#workers/tools/tool-context.ts";
import { workerMetrics } from "#workers/worker-metrics.ts";
import type { PersonsToken } from "./read-token.ts";

/** How long one probe may take. */
const probeLimitMs = 60_000;

export interface OpenGraph {
  grantedScopes: ReadonlySet<string>;
  /** Whether the exchanged token is a JWT, which nothing may count on. */
  isTokenReadable: boolean;
  /** A door for one probe, with time of its own. */
  door(): GraphDoor;
  close(): Promise<void>;
}

/**
 * Exchanges a person's token on their behalf, with a worker's own modules and settings, but without Redis: limits and
 * pauses are this process's own. Nothing is logged.
 * @throws what `OnBehalfOf.exchange` rejects with, or a `StartProblem` for a credential that can't be read
 */
export async function openGraph(settings: WorkerSettings, token: PersonsToken): Promise<OpenGraph> {
  const { metrics } = createMetrics(workerMetrics);
  const logger = createLogger({ process: "graph-check", level: "fatal" }, { write: () => undefined });
  const credential = createClientCredential(
    {
      secret: settings.AZURE_CLIENT_SECRET,
      certificatePath: settings.AZURE_CLIENT_CERTIFICATE_PATH,
      federatedTokenFile: settings.AZURE_FEDERATED_TOKEN_FILE,
    },
    Date.now,
  );
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
  const client = createGraphClient({
    graphBaseUrl,
    downloadHosts: settings.GRAPH_DOWNLOAD_HOSTS,
    proxy: settings,
    metrics,
    logger,
  });
  const { text: userAssertion, ...person } = token;
  const caller = { ...person, scopes: [], understandsClaims: false };
  const asserted = (): AssertedCall => ({
    call: {
      kind: "tool",
      tool: "graph-check",
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
    return {
      grantedScopes: withImpliedScopes(exchanged.scopes),
      isTokenReadable: exchanged.accessToken.split(".").length === 3,
      door() {
        const own = asserted();
        return client.forCall(own.call, {
          getToken: createTokenSource(onBehalfOf, own, exchanged),
          workload: "outlook",
        });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
