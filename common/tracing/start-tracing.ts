import type { Logger } from "#common/logger.ts";
import { type ProcessName, type Trace, untraced } from "./trace.ts";
import { isTracingOn, type TracingSettings } from "./tracing-settings.ts";

export interface Tracing {
  trace: Trace;
  isOn: boolean;
  /** Sends what is left, for 2 s at most. Never rejects. */
  stop(): Promise<void>;
}

/** Tracing as the settings want it. While it is off, OpenTelemetry is not even loaded. */
export async function startTracing(options: {
  settings: TracingSettings;
  process: ProcessName;
  logger: Logger;
}): Promise<Tracing> {
  if (!isTracingOn(options.settings)) return { trace: untraced, isOn: false, stop: async () => undefined };
  const { createOtlpTracing } = await import("./otlp-tracing.ts");
  return { isOn: true, ...createOtlpTracing(options) };
}
