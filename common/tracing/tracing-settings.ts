import { z } from "zod";
import type { ProxySettings } from "#common/proxy-settings.ts";

const samplers = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

const collectorUrl = z
  .string()
  .refine((text) => ["http:", "https:"].includes(URL.parse(text)?.protocol ?? ""), "must be an http or https URL")
  .transform((text) => text.replace(/(?<!\/)\/+$/, ""));

/** The characters of a header name (RFC 9110, section 5.6.2). */
const token = /^[\w!#$%&'*+.^`|~-]+$/;

/** `name=value,name=value`, percent-encoded (OpenTelemetry, "OTLP Exporter Configuration"). */
function parseHeaders(text: string, context: z.core.$RefinementCtx<string>): Record<string, string> {
  try {
    const pairs = text.split(",").map((pair) => {
      const equals = pair.indexOf("=");
      const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
      if (equals === -1 || !token.test(name) || /[\r\n]/.test(value)) throw new TypeError("not a pair");
      return [decodeURIComponent(name), decodeURIComponent(value)] as const;
    });
    return Object.fromEntries(pairs);
  } catch {
    context.addIssue({ code: "custom", message: "must be name=value pairs, comma separated, percent-encoded" });
    return z.NEVER;
  }
}

const share = z
  .string()
  .refine((text) => /^(?:0|1|0?\.\d{1,9}|[01]\.0{1,9})$/.test(text.trim()), "must be a share from 0 to 1, such as 0.1")
  .transform(Number);

/** OpenTelemetry's own names. https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/ */
export const tracingSettings = {
  OTEL_TRACES_EXPORTER: z
    .enum(["otlp", "none"])
    .optional()
    .meta({
      section: "Traces",
      description:
        "Trace exporter: `otlp` or `none`. If not set: `otlp` if `OTEL_EXPORTER_OTLP_ENDPOINT` is set, otherwise " +
        "`none`. See `docs/traces.md`.",
      examples: ["none"],
    }),
  OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl.optional().meta({
    section: "Traces",
    description:
      "Base URL of the collector for OTLP over HTTP, without `/v1/traces`. If not set, with " +
      "`OTEL_TRACES_EXPORTER=otlp`: `http://localhost:4318`.",
    examples: ["http://tempo:4318"],
  }),
  OTEL_EXPORTER_OTLP_HEADERS: z
    .string()
    .transform(parseHeaders)
    .optional()
    .meta({
      section: "Traces",
      description:
        "HTTP headers for the collector, such as its credential: comma-separated `name=value` pairs, percent-encoded.",
      examples: ["authorization=Basic%20dXNlcjpwYXNz"],
    }),
  OTEL_SERVICE_NAME: z
    .string()
    .max(200)
    .optional()
    .meta({
      section: "Traces",
      description: "Service name in traces. If not set: `m365-connector-gateway` and `m365-connector-workers`.",
      examples: ["m365-connector"],
    }),
  OTEL_TRACES_SAMPLER: z
    .enum(samplers)
    .default("parentbased_always_on")
    .meta({
      section: "Traces",
      description:
        "Sampler: `always_on`, `always_off` or `traceidratio`. The prefix `parentbased_` is accepted and has no " +
        "effect, because the sampling flag of a client is never used.",
    }),
  OTEL_TRACES_SAMPLER_ARG: share.optional().meta({
    section: "Traces",
    description: "Share of calls that `traceidratio` samples, from 0 to 1. If not set: 1.",
    examples: ["0.1"],
  }),
  OTEL_SDK_DISABLED: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["true", "false"]))
    .default("false")
    .meta({
      section: "Traces",
      description: "`true` disables tracing, whatever the other settings are.",
    }),
};

export type TracingSettings = z.output<z.ZodObject<typeof tracingSettings>> & ProxySettings;

/**
 * Tracing is off by default, unlike in OpenTelemetry. An endpoint enables it, or `OTEL_TRACES_EXPORTER=otlp` for a
 * collector on this machine.
 */
export function isTracingOn(settings: TracingSettings): boolean {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = settings;
  if (settings.OTEL_SDK_DISABLED === "true") return false;
  return exporter === undefined ? endpoint !== undefined : exporter === "otlp";
}

/**
 * The share of calls that are sampled. `parentbased_` makes no difference: a worker follows the gateway's decision, and
 * the gateway ignores the client's flag.
 */
export function sampledShare(settings: TracingSettings): number {
  const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument = 1 } = settings;
  if (sampler.endsWith("always_off")) return 0;
  return sampler.endsWith("traceidratio") ? argument : 1;
}
