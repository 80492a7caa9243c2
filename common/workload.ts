/** The parts of Graph with limits of their own. Each has its own queue, circuit breaker and concurrency limits. */
export const workloads = ["search", "outlook", "teams", "files"] as const;
export type Workload = (typeof workloads)[number];

/** The name of the service behind each workload, for messages. */
export const serviceNames: Readonly<Record<Workload, string>> = {
  search: "Microsoft Search",
  outlook: "Outlook",
  teams: "Microsoft Teams",
  files: "SharePoint and OneDrive",
};
