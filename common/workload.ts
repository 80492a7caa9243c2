/** The parts of Graph that calls are for. Each has its own queue. */
export const workloads = ["search", "outlook", "teams", "files"] as const;
export type Workload = (typeof workloads)[number];

/**
 * The parts of Graph with limits of their own, each with its own circuit breaker and limits: the workloads, and what
 * calls of a workload ask beside it. Those have no queue, since a call that waits for Microsoft holds no slot.
 */
export const services = [...workloads, "onenote", "planner", "retrieval"] as const;
export type Service = (typeof services)[number];

/** Share of a worker's slots that it has in addition, for calls of tenants that hold few. */
export const newcomerShare = 1 / 4;

/** The name of each service, for messages. */
export const serviceNames: Readonly<Record<Service, string>> = {
  search: "Microsoft Search",
  outlook: "Outlook",
  teams: "Microsoft Teams",
  files: "SharePoint and OneDrive",
  onenote: "OneNote",
  planner: "Microsoft Planner",
  retrieval: "Microsoft 365 Copilot Retrieval",
};
