import type { RowSpec } from "../dashboard.ts";
import { unit } from "../units.ts";

const ours = 'job=~"gateway|workers"';
const each = "{{job}} {{instance}}";

/** The processes themselves: the default metrics of prom-client. */
export const saturationRow: RowSpec = {
  title: "Saturation",
  panels: [
    {
      title: "Processes up",
      description: "Gateways and workers that Prometheus can scrape.",
      unit: unit.count,
      queries: [[`sum by (job) (up{${ours}})`, "{{job}}"]],
      alerts: ["GatewayMissing", "ProcessUnreachable"],
    },
    {
      title: "Event-loop lag (p99)",
      description: "Delay of timers. Beyond 100 ms the process is too busy, or something blocks its event loop.",
      unit: unit.seconds,
      queries: [[`nodejs_eventloop_lag_p99_seconds{${ours}}`, each]],
      alerts: ["EventLoopLag"],
    },
    {
      title: "CPU",
      description: "Cores in use. JavaScript in one process uses one core; text extraction uses more.",
      unit: unit.count,
      queries: [[`rate(process_cpu_seconds_total{${ours}}[$__rate_interval])`, each]],
    },
    {
      title: "Resident memory",
      description: "Memory of the process, including buffers and threads. It should level off.",
      unit: unit.bytes,
      queries: [[`process_resident_memory_bytes{${ours}}`, each]],
    },
    {
      title: "Heap in use",
      description: "JavaScript objects. A line that only rises is a leak.",
      unit: unit.bytes,
      queries: [[`nodejs_heap_size_used_bytes{${ours}}`, each]],
    },
    {
      title: "Time in garbage collection",
      description: "Share of one core. Above a tenth, the heap is too small for the load.",
      unit: unit.share,
      queries: [[`sum by (job, instance) (rate(nodejs_gc_duration_seconds_sum{${ours}}[$__rate_interval]))`, each]],
    },
    {
      title: "Processes ready",
      description:
        "Processes whose /readyz returns 200. The others receive no calls from orchestrator and load balancer; " +
        "their /readyz says why.",
      unit: unit.count,
      width: 24,
      queries: [[`sum by (job) (m365_ready{${ours}})`, "{{job}}"]],
      alerts: ["NoProcessReady", "ProcessNotReady"],
    },
    {
      title: "Age of processes",
      description:
        "Time since each process started. A line that falls again and again is a process that ends and is restarted.",
      unit: unit.seconds,
      width: 24,
      queries: [[`time() - process_start_time_seconds{${ours}}`, each]],
      alerts: ["ProcessRestarts"],
    },
  ],
};
