import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import type { SpanExporter } from "@opentelemetry/sdk-trace";
import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import { createProxyAgent } from "#common/proxy-agent.ts";
import { proxyFor } from "#common/proxy-settings.ts";
import type { TracingSettings } from "./tracing-settings.ts";

/** Default endpoint of a local collector (OTLP over HTTP). */
const localCollector = "http://localhost:4318";
/** Limit of an export with its retries. An unreachable collector must not hold batches for long. */
const exportLimitMs = 3_000;
/** Otherwise an unreachable collector would cause a log line every few seconds. */
const logEveryMs = 60_000;

function httpStatusOf(error: unknown): { status?: number } {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? { status: error.code } : {};
}

/**
 * Sends spans as JSON to `ENDPOINT/v1/traces` (OTLP over HTTP). A failed batch is lost and logged, at most once a
 * minute. The collector's response is never logged.
 */
export function createSpanExporter(settings: TracingSettings, logger: Logger): SpanExporter {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint = localCollector, OTEL_EXPORTER_OTLP_HEADERS: headers } = settings;
  const proxy = proxyFor(settings, endpoint);
  const otlp = new OTLPTraceExporter({
    url: `${endpoint}/v1/traces`,
    timeoutMillis: exportLimitMs,
    ...(headers && { headers }),
    ...(proxy !== undefined && { httpAgentOptions: () => createProxyAgent(proxy) }),
  });
  const logged = createOncePerWindow(logEveryMs);
  return {
    export(spans, done) {
      otlp.export(spans, (result) => {
        if (result.error !== undefined && logged.isFirst("export")) {
          logger.warn({ ...httpStatusOf(result.error), ...describeError(result.error) }, "traces can't be delivered");
        }
        done(result);
      });
    },
    shutdown: () => otlp.shutdown(),
  };
}
