import type { Logger } from "#common/logger.ts";
import { type ProcessName, type Trace, untraced } from "./trace.ts";
import { isTracingOn, type TracingSettings } from "./tracing-settings.ts";

export interface Tracing {
  trace: Trace;
  isOn: boolean;
  /** Exports pending spans, for at most 2 s. Never rejects. */
  stop(): Promise<void>;
}

/** Starts tracing as configured. If it is off, OpenTelemetry is not loaded. */
export async function startTracing(options: {
  settings: TracingSettings;
  process: ProcessName;
  logger: Logger;
}): Promise<Tracing> {
  if (!isTracingOn(options.settings)) return { trace: untraced, isOn: false, stop: async () => undefined };
  const { createOtlpTracing } = await import("./otlp-tracing.ts");
  return { isOn: true, ...createOtlpTracing(options) };
}
