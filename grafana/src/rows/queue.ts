import type { RowSpec } from "../dashboard.ts";
import { gauge, perSecond, quantile } from "../promql.ts";
import { unit } from "../units.ts";

/** The queue between gateways and workers. */
export const queueRow: RowSpec = {
  title: "Queue and workers",
  panels: [
    {
      title: "Queue depth",
      description: "Waiting and running jobs, as the workers see the queues. Waiting should stay near zero.",
      unit: unit.count,
      queries: [[gauge("queueDepth", { over: "max", by: ["workload", "state"] }), "{{workload}}: {{state}}"]],
    },
    {
      title: "Queue wait (p95)",
      description:
        "Time until a worker starts a job. Beyond QUEUE_WAIT_MS a call is refused, so act before this reaches it.",
      unit: unit.seconds,
      queries: [[quantile(0.95, "queueWaitSeconds", { by: ["workload"] }), "{{workload}}"]],
      alerts: ["QueueWaitLong"],
    },
    {
      title: "Queue pressure",
      description:
        "Running and waiting jobs divided by the slots of all workers. At 100 % calls wait: add workers. " +
        "Kubernetes does so at 70 %.",
      unit: unit.share,
      queries: [["m365:queue_pressure:ratio", "{{workload}}"]],
    },
    {
      title: "Worker slots",
      description: "Jobs that all workers together can run concurrently. A workload without a line has no worker.",
      unit: unit.count,
      queries: [[gauge("workerSlots", { over: "sum", by: ["workload"] }), "{{workload}}"]],
      alerts: ["WorkloadUnserved"],
    },
    {
      title: "Running jobs",
      description: "Jobs that run in all workers together and have a slot. Jobs that only wait have none.",
      unit: unit.count,
      shape: "stacked",
      queries: [[gauge("workerJobsActive", { over: "sum", by: ["workload"] }), "{{workload}}"]],
    },
    {
      title: "Stalled and expired jobs",
      description:
        "Stalled: taken over from a worker that stopped responding. Given up: a call that lost two workers. " +
        "Expired: the deadline had passed.",
      unit: unit.perSecond,
      queries: [
        [perSecond("jobsStalled", { by: ["workload"] }), "{{workload}}: stalled"],
        [perSecond("jobsExpired", { by: ["workload"] }), "{{workload}}: expired"],
        [perSecond("jobsGivenUp", { by: ["tool"] }), "{{tool}}: given up"],
      ],
      alerts: ["JobsStalled", "CallGivenUp"],
    },
    {
      title: "Calls shed",
      description:
        "Calls refused before they were queued. user, tenant: too many in flight across all gateways. total: too " +
        "many in one gateway. queue_full, long_wait: too few workers for the load. user_share, tenant_share: the " +
        "rest of the slots or of the queue is reserved for others. no_worker: no worker serves the workload. " +
        "redis_full: Redis has no memory left. " +
        "user_rate, user_requests: requests of any kind of one user who sends too many, or has too many open. " +
        "user_answers, tenant_answers, total_answers: too many bytes of answers that have not been read.",
      unit: unit.perSecond,
      queries: [[perSecond("shed", { by: ["reason"] }), "{{reason}}"]],
      alerts: ["CallsShed"],
    },
    {
      title: "Rejected frames",
      description:
        "Jobs and frames from Redis that were not authentic, repeated, or addressed to nobody. job_over, " +
        "frame_late and frame_superseded occur when calls are given up or taken over; all others should not occur.",
      unit: unit.perSecond,
      queries: [[perSecond("framesRejected", { by: ["reason"] }), "{{reason}}"]],
      alerts: ["FramesRejected"],
    },
    {
      title: "Waiting jobs",
      description:
        "Jobs that workers have and that wait without a slot: for Microsoft, a reader of documents or a slot. " +
        "Refused: ended because too many of their person, their tenant or the process waited already.",
      unit: unit.count,
      queries: [
        [gauge("workerJobsWaiting", { over: "sum", by: ["workload"] }), "{{workload}}"],
        [perSecond("waitingRefused", { by: ["workload", "scope"] }), "{{workload}}: refused a second, {{scope}}"],
      ],
    },
  ],
};
