/** The parts of Graph with limits of their own; each has its own queue, breaker and concurrency. */
export const workloads = ["search", "outlook", "teams", "files"] as const;
export type Workload = (typeof workloads)[number];

/** The service behind each workload, as messages name it. */
export const serviceNames: Readonly<Record<Workload, string>> = {
  search: "Microsoft Search",
  outlook: "Outlook",
  teams: "Microsoft Teams",
  files: "SharePoint and OneDrive",
};
