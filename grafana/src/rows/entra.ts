import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

const known = perSecond("oboCache", { where: 'result!="miss"' });

/** Microsoft Entra: on-behalf-of exchanges and cached tokens. */
export const entraRow: RowSpec = {
  title: "Microsoft Entra",
  panels: [
    {
      title: "Token exchanges",
      description: "On-behalf-of exchanges with Entra per second, by result.",
      unit: unit.requestsPerSecond,
      shape: "stacked",
      width: 6,
      queries: [[perSecond("oboExchangeSeconds", { by: ["result"] }), "{{result}}"]],
    },
    {
      title: "Exchange latency",
      description: "The first call of a user waits for this.",
      unit: unit.seconds,
      width: 6,
      queries: [
        [quantile(0.5, "oboExchangeSeconds"), "p50"],
        [quantile(0.95, "oboExchangeSeconds"), "p95"],
      ],
    },
    {
      title: "Exchanges saved by the cache",
      description:
        "Share of look-ups without an exchange of their own. OBO_CACHE_MAX_SECONDS limits how long tokens are cached.",
      unit: unit.share,
      max: 1,
      width: 6,
      queries: [[`${known} / ${perSecond("oboCache")}`, "saved"]],
    },
    {
      title: "Exchange failures",
      description:
        "configuration: Entra refuses the connector itself. identity: a token for another user, which was " +
        "discarded. consent, not_assigned, not_found (the app is not in the tenant), blocked, conditional_access: " +
        "for an Entra admin of that tenant.",
      unit: unit.perSecond,
      width: 6,
      queries: [[perSecond("oboFailures", { by: ["class"] }), "{{class}}"]],
      alerts: ["EntraRefusesConnector", "EntraWrongIdentity"],
    },
    {
      title: "The credential's remaining life",
      description:
        "Until the connector's certificate expires, or its client secret where AZURE_CLIENT_SECRET_EXPIRES says " +
        "when, or the platform's token, which is renewed long before.",
      unit: unit.seconds,
      width: 24,
      queries: [[`${gauge("credentialExpiry", { over: "min", by: ["kind"] })} - time()`, "{{kind}}"]],
      alerts: ["CertificateExpires", "FederatedTokenStale"],
    },
  ],
};
