/** The hosts of one Microsoft cloud. They are kept together so that keys, issuers and hosts of two clouds never mix. */
export interface Cloud {
  /** Entra's origin, without a tenant. */
  authorityHost: string;
  /** Graph's origin, without a version. */
  graphBaseUrl: string;
  /** Host suffixes that Graph's download redirects may lead to. */
  downloadHosts: readonly string[];
}

/**
 * https://learn.microsoft.com/graph/deployments. Files that SharePoint converts come from `svc.ms`, in the government
 * clouds too: row 20 of
 * https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-u-s-government-gcc-high-endpoints and of
 * microsoft-365-u-s-government-dod-endpoints. The list for China has no such host.
 */
export const clouds: Readonly<Record<"public" | "usgov" | "dod" | "china", Cloud>> = {
  public: {
    authorityHost: "https://login.microsoftonline.com",
    graphBaseUrl: "https://graph.microsoft.com",
    downloadHosts: ["sharepoint.com", "svc.ms", "1drv.com"],
  },
  usgov: {
    authorityHost: "https://login.microsoftonline.us",
    graphBaseUrl: "https://graph.microsoft.us",
    downloadHosts: ["sharepoint.us", "svc.ms"],
  },
  dod: {
    authorityHost: "https://login.microsoftonline.us",
    graphBaseUrl: "https://dod-graph.microsoft.us",
    downloadHosts: ["sharepoint-mil.us", "svc.ms"],
  },
  china: {
    authorityHost: "https://login.partner.microsoftonline.cn",
    graphBaseUrl: "https://microsoftgraph.chinacloudapi.cn",
    downloadHosts: ["sharepoint.cn"],
  },
};
