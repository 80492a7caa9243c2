import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

const known = perSecond("oboCache", { where: 'result!="miss"' });

/** Microsoft Entra: on-behalf-of exchanges and the tokens kept. */
export const entraRow: RowSpec = {
  title: "Microsoft Entra",
  panels: [
    {
      title: "Token exchanges",
      description: "On-behalf-of exchanges with Entra per second, by what came of them.",
      unit: unit.requestsPerSecond,
      shape: "stacked",
      width: 6,
      queries: [[perSecond("oboExchangeSeconds", { by: ["result"] }), "{{result}}"]],
    },
    {
      title: "Exchange latency",
      description: "A first call of a user waits for this.",
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
        "Look-ups that needed no exchange of their own. OBO_CACHE_MAX_SECONDS sets how long tokens are kept.",
      unit: unit.share,
      max: 1,
      width: 6,
      queries: [[`${known} / ${perSecond("oboCache")}`, "saved"]],
    },
    {
      title: "Exchange failures",
      description:
        "configuration: Entra refuses the connector itself. identity: an answer for somebody else, thrown away. consent, not_assigned, not_found (the app is not in the tenant), blocked, conditional_access: for an Entra admin of that tenant.",
      unit: unit.perSecond,
      width: 6,
      queries: [[perSecond("oboFailures", { by: ["class"] }), "{{class}}"]],
      alerts: ["EntraRefusesConnector", "EntraWrongIdentity"],
    },
    {
      title: "The credential's remaining life",
      description:
        "Until the connector's certificate ends, or the platform's token, which is replaced long before. A client secret does not say when it ends.",
      unit: unit.seconds,
      width: 24,
      queries: [[`${gauge("credentialExpiry", { over: "min", by: ["kind"] })} - time()`, "{{kind}}"]],
      alerts: ["CertificateExpires", "FederatedTokenStale"],
    },
  ],
};
