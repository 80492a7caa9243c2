import { AsyncLocalStorage } from "node:async_hooks";
import {
  ConfidentialClientApplication,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
  type NodeAuthOptions,
} from "@azure/msal-node";
import { LRUCache } from "lru-cache";
import type { Dispatcher } from "undici";
import { forgetByKey } from "#common/off-boarding.ts";
import { BodyTooLargeError, readAtMost } from "#common/read-at-most.ts";
import { parseJson } from "#common/text.ts";
import { networkErrorCode } from "#workers/resilience/attempt-failure.ts";
import { parseRetryAfter } from "#workers/resilience/retry-after.ts";
import { EntraRefusal, EntraUnreachable } from "./entra-failure.ts";

/** Far larger than any answer with a token. */
const maxBytes = 512_000;

/** What one exchange shares with the requests that MSAL makes for it. */
interface Exchange {
  signal: AbortSignal;
  failure?: unknown;
}

export type MsalNetwork = ReturnType<typeof createMsalNetwork>;

function flatHeaders(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));
}

/**
 * The network client that MSAL uses. MSAL's own has no timeout, loses the status, claims and Retry-After of most
 * refusals, and refuses a whole tenant for a minute after one user's 429. Here MSAL never sees a failing answer.
 */
export function createMsalNetwork(dispatcher: Dispatcher, now: () => number) {
  const exchanges = new AsyncLocalStorage<Exchange>();

  async function send(url: string, init: { method: "GET" | "POST" } & NetworkRequestOptions, signal?: AbortSignal) {
    const { method, headers = {}, body } = init;
    const { origin, pathname, search } = new URL(url);
    const request = { origin, path: pathname + search, method, headers, ...(body === undefined ? {} : { body }) };
    const response = await dispatcher.request({ ...request, ...(signal === undefined ? {} : { signal }) });
    const text = (await readAtMost(response.body, maxBytes)).toString();
    const status = response.statusCode;
    const parsed = parseJson(text);
    if (status < 200 || status > 299) {
      throw new EntraRefusal(status, parsed, parseRetryAfter(response.headers, now()));
    }
    if (typeof parsed !== "object" || parsed === null) throw new EntraUnreachable("NOT_JSON");
    return { status, headers: flatHeaders(response.headers), body: parsed };
  }

  async function request<T>(url: string, init: { method: "GET" | "POST" } & NetworkRequestOptions) {
    const exchange = exchanges.getStore();
    try {
      const answer = await send(url, init, exchange?.signal);
      return answer as NetworkResponse<T>;
    } catch (error) {
      const code = error instanceof BodyTooLargeError ? "TOO_LARGE" : networkErrorCode(error);
      const failure = code === undefined ? error : new EntraUnreachable(code);
      if (exchange !== undefined) exchange.failure = exchange.signal.aborted ? exchange.signal.reason : failure;
      throw failure;
    }
  }

  const module: INetworkModule = {
    sendGetRequestAsync: (url, options) => request(url, { ...options, method: "GET" }),
    sendPostRequestAsync: (url, options) => request(url, { ...options, method: "POST" }),
  };
  return {
    module,
    /**
     * Runs an exchange: MSAL's requests in it abort with the signal. It rejects with the failure of its last request
     * (`EntraRefusal`, `EntraUnreachable`, or the signal's reason) instead of MSAL's own error.
     */
    run<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
      const exchange: Exchange = { signal };
      return exchanges.run(exchange, async () => {
        try {
          return await work();
        } catch (error) {
          throw exchange.failure ?? error;
        }
      });
    },
  };
}

/** How the Server app proves itself to Entra, as MSAL takes it. */
export type ClientCredential = Pick<NodeAuthOptions, "clientSecret" | "clientCertificate" | "clientAssertion">;

const maxTenants = 200;

/**
 * One MSAL application per tenant: an application caches its signed client assertion for one tenant only. Never use
 * `azureCloudOptions`, which silently override the authority.
 */
export function createTenantApps(options: {
  clientId: string;
  authorityHost: string;
  credential: ClientCredential;
  network: MsalNetwork;
}) {
  const { clientId, authorityHost, credential, network } = options;
  const apps = new LRUCache<string, ConfidentialClientApplication>({ max: maxTenants });

  function createApp(tenantId: string): ConfidentialClientApplication {
    return new ConfidentialClientApplication({
      auth: {
        clientId,
        authority: `${authorityHost}/${tenantId}`,
        knownAuthorities: [new URL(authorityHost).host],
        // Tells Entra that this client handles claims challenges (continuous access evaluation).
        clientCapabilities: ["cp1"],
        ...credential,
      },
      system: {
        networkClient: network.module,
        disableInternalRetries: true,
        loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false },
      },
    });
  }

  return {
    appFor(tenantId: string): ConfidentialClientApplication {
      const app = apps.get(tenantId) ?? createApp(tenantId);
      apps.set(tenantId, app);
      return app;
    },
    forget: (tenantIds: ReadonlySet<string>) => forgetByKey(apps, tenantIds),
  };
}
