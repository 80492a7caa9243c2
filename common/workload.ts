/** The parts of Graph with limits of their own. Each has its own queue, circuit breaker and concurrency limits. */
export const workloads = ["search", "outlook", "teams", "files"] as const;
export type Workload = (typeof workloads)[number];

/** So many slots more for each slot of a worker are for calls of tenants that hold few. */
export const guestShare = 1 / 4;

/** The name of the service behind each workload, for messages. */
export const serviceNames: Readonly<Record<Workload, string>> = {
  search: "Microsoft Search",
  outlook: "Outlook",
  teams: "Microsoft Teams",
  files: "SharePoint and OneDrive",
};
