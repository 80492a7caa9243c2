import type { RowSpec } from "../dashboard.ts";
import { unit } from "../units.ts";

/** The service objectives, from the recording rules in grafana/alerts.yml. */
export const objectivesRow: RowSpec = {
  title: "Service objectives",
  panels: [
    {
      title: "Calls that failed (objective: 0.1 %)",
      description:
        "Share of calls that ended with unavailable, deadline_exceeded or internal. Mistakes of the caller, " +
        "missing permissions and throttling do not count.",
      unit: unit.share,
      queries: [
        ["m365:tool_call_errors:ratio_rate5m", "5 minutes"],
        ["m365:tool_call_errors:ratio_rate1h", "1 hour"],
        ["m365:tool_call_errors:ratio_rate3d", "3 days"],
      ],
      alerts: ["AvailabilityBudgetBurn", "NoCallSucceeds"],
    },
    {
      title: "Calls slower than 2.5 s (objective: 5 %)",
      description: "Share of successful calls that took longer, including Graph's own time.",
      unit: unit.share,
      queries: [
        ["m365:tool_call_slow:ratio_rate5m", "5 minutes"],
        ["m365:tool_call_slow:ratio_rate1h", "1 hour"],
        ["m365:tool_call_slow:ratio_rate3d", "3 days"],
      ],
      alerts: ["LatencyBudgetBurn"],
    },
    {
      title: "Calls without a result (objective: 0.5 %)",
      description: "Failed calls, and calls that Microsoft's limits or our own rejected temporarily (rate_limited).",
      unit: unit.share,
      queries: [
        ["m365:tool_call_unserved:ratio_rate6h", "6 hours"],
        ["m365:tool_call_unserved:ratio_rate3d", "3 days"],
      ],
      alerts: ["ThrottlingBudgetBurn"],
    },
  ],
};
