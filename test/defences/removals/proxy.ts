import { area, without } from "../removal.ts";

export const proxy = area("proxy", [
  without("common/proxy-settings.ts", ["test/unit/gateway/entra-fetch"], {
    "closes the connection to a proxy that refuses": [
      "if (error !== null) toProxy?.destroy();",
      "",
      "through a proxy a proxy that forbids is asked once, fails the",
    ],
    "gives a tunnel up in which nothing is said": [
      "() => toProxy?.destroy(new Error",
      "() => void (new Error",
      "through a proxy a proxy that opens the tunnel and babbles is",
    ],
  }),
  without("gateway/entra-fetch.ts", {
    "follows no redirect of Entra's behind a proxy":
      "const isRedirect = status >= 300 && status < 400; → const isRedirect = false;",
  }),
  without("workers/open-connections.ts", {
    "frees the places of a pool that wait for a proxy's answer": [
      "headersTimeout: stepTimeoutMs",
      "",
      "behind a proxy a proxy that hangs makes Graph unavailable, in",
    ],
    "checks direct downloads beside a proxy for private addresses": [
      "    ...own,\n    httpProxy: uri,",
      "    connections: own.connections,\n    httpProxy: uri,",
    ],
  }),
  without("gateway/sign-in/sign-in-settings.ts", ["test/unit/gateway/sign-in/settings"], {
    "refuses documents of strangers beside a proxy":
      'SIGN_IN_CIMD === "any" && HTTPS_PROXY !== undefined → SIGN_IN_CIMD === "any" && HTTPS_PROXY === ""',
  }),
]);
