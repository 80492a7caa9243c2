/** `download` is where files come from after a redirect. */
export type Door = "entra" | "graph" | "download";

/** How a token was asked for at the token endpoint. */
export type Grant = "obo" | "code" | "refresh";

export interface LoggedRequest {
  door: Door;
  /** Milliseconds since 1970. */
  at: number;
  method: string;
  /** Path and query as sent. */
  path: string;
  tenantId: string | null;
  userId: string | null;
  grant: Grant | null;
  clientRequestId: string | null;
  userAgent: string | null;
  prefer: string | null;
  /** null while no answer went out. */
  status: number | null;
  /** The client closed the connection before the answer ended. */
  aborted: boolean;
  /** A Graph request that carried a token meant for our Server app: token passthrough. */
  sawInboundAssertion: boolean;
  /** Identifies the bearer token without holding it. */
  tokenSha256: string | null;
}

/** What a request says of who sent it, before anything is checked. */
export type WhoAsks = Pick<LoggedRequest, "tenantId" | "userId" | "grant" | "tokenSha256" | "sawInboundAssertion">;

const maxRequestsKept = 50_000;

/** What the doors count. */
const zero = () => ({
  entraRequests: 0,
  /** Requests to Graph as Graph counts them: those inside a `$batch` count, the `$batch` itself doesn't. */
  graphRequests: 0,
  batches: 0,
  jwksFetches: 0,
  /** On-behalf-of requests at the token endpoint, refused ones included. */
  oboExchanges: 0,
  oboSuccesses: 0,
  /** Requests for the bytes of files. */
  downloads: 0,
  /** Those that brought an Authorization header, which belongs to Graph alone. */
  downloadsWithToken: 0,
  /** Graph requests that would change something. */
  writes: 0,
  inboundAssertionsAtGraph: 0,
  abortedRequests: 0,
  /** The most Graph mail requests that one mailbox saw at once. */
  peakMailboxConcurrency: 0,
});

interface FakeStats extends ReturnType<typeof zero> {
  /** The latest requests, oldest first; bounded, so a long run drops the oldest. */
  requests: LoggedRequest[];
}

/** What the two doors saw. Never holds a bearer token. */
export function createRequestLog() {
  let requests: LoggedRequest[] = [];
  const log = {
    counters: zero(),
    /** False keeps counters only, for load runs. */
    keepRequests: true,
    record(entry: LoggedRequest): void {
      if (entry.door === "entra") log.counters.entraRequests += 1;
      else if (entry.door === "graph" && entry.path === "/v1.0/$batch") log.counters.batches += 1;
      else if (entry.door === "graph") log.counters.graphRequests += 1;
      else log.counters.downloads += 1;
      if (entry.sawInboundAssertion) log.counters.inboundAssertionsAtGraph += 1;
      if (!log.keepRequests) return;
      requests.push(entry);
      if (requests.length >= 2 * maxRequestsKept) requests = requests.slice(-maxRequestsKept);
    },
    snapshot: (): FakeStats => ({
      ...log.counters,
      requests: requests.slice(-maxRequestsKept).map((entry) => ({ ...entry })),
    }),
    reset(): void {
      log.counters = zero();
      requests = [];
    },
  };
  return log;
}
