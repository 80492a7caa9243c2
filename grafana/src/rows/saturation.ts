import type { RowSpec } from "../dashboard.ts";
import { unit } from "../units.ts";

const ours = 'job=~"gateway|workers"';
const each = "{{job}} {{instance}}";

/** The processes themselves: metrics that Node's Prometheus client brings along. */
export const saturationRow: RowSpec = {
  title: "Saturation",
  panels: [
    {
      title: "Processes up",
      description: "Gateways and workers that Prometheus reaches.",
      unit: unit.count,
      queries: [[`sum by (job) (up{${ours}})`, "{{job}}"]],
      alerts: ["GatewayMissing"],
    },
    {
      title: "Event-loop lag (p99)",
      description: "How late timers run. Beyond 100 ms the process is too busy or something blocks it.",
      unit: unit.seconds,
      queries: [[`nodejs_eventloop_lag_p99_seconds{${ours}}`, each]],
      alerts: ["EventLoopLag"],
    },
    {
      title: "CPU",
      description: "Cores in use. JavaScript of one process uses one core, text extraction more.",
      unit: unit.count,
      queries: [[`rate(process_cpu_seconds_total{${ours}}[$__rate_interval])`, each]],
    },
    {
      title: "Resident memory",
      description: "Memory that the process holds, buffers and threads included. It should level out.",
      unit: unit.bytes,
      queries: [[`process_resident_memory_bytes{${ours}}`, each]],
    },
    {
      title: "Heap in use",
      description: "JavaScript objects. A line that only grows is a leak.",
      unit: unit.bytes,
      queries: [[`nodejs_heap_size_used_bytes{${ours}}`, each]],
    },
    {
      title: "Time in garbage collection",
      description: "Share of one core. Beyond a tenth, the heap is too small for the load.",
      unit: unit.share,
      queries: [[`sum by (job, instance) (rate(nodejs_gc_duration_seconds_sum{${ours}}[$__rate_interval]))`, each]],
    },
    {
      title: "Processes ready",
      description:
        "Those whose /readyz answers 200. Fewer than are up: orchestrator and load balancer send the others no calls, and their /readyz says in words why.",
      unit: unit.count,
      width: 24,
      queries: [[`sum by (job) (m365_ready{${ours}})`, "{{job}}"]],
      alerts: ["NoProcessReady", "ProcessNotReady"],
    },
  ],
};
