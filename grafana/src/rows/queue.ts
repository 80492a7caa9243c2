import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

/** Between the gateways and the workers. */
export const queueRow: RowSpec = {
  title: "Queue and workers",
  panels: [
    {
      title: "Queue depth",
      description: "Jobs that wait or run, as the workers see the queues. Waiting should stay near zero.",
      unit: unit.count,
      queries: [[gauge("queueDepth", { over: "max", by: ["workload", "state"] }), "{{workload}}: {{state}}"]],
    },
    {
      title: "Queue wait (p95)",
      description:
        "Time until a worker starts a job. Beyond QUEUE_WAIT_MS a call is refused, so act when this comes near it.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "queueWaitSeconds", { by: ["workload"] }), "{{workload}}"]],
      alerts: ["QueueWaitLong"],
    },
    {
      title: "Queue pressure",
      description:
        "Running and waiting jobs over the slots of all workers. At 100 % calls wait: scale the workers. Kubernetes does so at 70 %.",
      unit: unit.share,
      queries: [["m365:queue_pressure:ratio", "{{workload}}"]],
    },
    {
      title: "Worker slots",
      description: "Jobs that all workers together can run at once. A workload without a line has no worker.",
      unit: unit.count,
      queries: [[gauge("workerSlots", { over: "sum", by: ["workload"] }), "{{workload}}"]],
      alerts: ["WorkloadUnserved"],
    },
    {
      title: "Running jobs",
      description: "Jobs that run now, in all workers together.",
      unit: unit.count,
      shape: "stacked",
      queries: [[gauge("workerJobsActive", { over: "sum", by: ["workload"] }), "{{workload}}"]],
    },
    {
      title: "Stalled and expired jobs",
      description: "Stalled: taken over from a worker that went silent. Expired: nobody waited any more.",
      unit: unit.perSecond,
      queries: [
        [perSecond("jobsStalled", { by: ["workload"] }), "{{workload}}: stalled"],
        [perSecond("jobsExpired", { by: ["workload"] }), "{{workload}}: expired"],
      ],
      alerts: ["JobsStalled"],
    },
    {
      title: "Calls shed",
      description:
        "Calls refused before they were queued. user, tenant: too many in flight in all gateways. total: in one gateway. queue_full, long_wait: workers are too few for the load. user_share, tenant_share: the rest of the slots or of the queue is kept for others. no_worker: nobody serves the workload.",
      unit: unit.perSecond,
      width: 12,
      queries: [[perSecond("shed", { by: ["reason"] }), "{{reason}}"]],
      alerts: ["CallsShed"],
    },
    {
      title: "Rejected frames",
      description:
        "What came out of Redis and was not authentic, repeated, or for nobody. job_over, frame_late and frame_superseded come with calls that were given up or taken over; everything else should not happen.",
      unit: unit.perSecond,
      width: 12,
      queries: [[perSecond("framesRejected", { by: ["reason"] }), "{{reason}}"]],
      alerts: ["FramesRejected"],
    },
  ],
};
