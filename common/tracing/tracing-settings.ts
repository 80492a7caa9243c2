import { z } from "zod";

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
  .transform((text) => text.replace(/\/+$/, ""));

/** `name=value,name=value`, percent-encoded (OpenTelemetry, "OTLP Exporter Configuration"). */
function parseHeaders(text: string, context: z.core.$RefinementCtx<string>): Record<string, string> {
  try {
    const pairs = text.split(",").map((pair) => {
      const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*([^\r\n]*?)\s*$/.exec(pair) ?? [];
      if (name === undefined || value === undefined) throw new TypeError("not a pair");
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
  OTEL_TRACES_EXPORTER: z.enum(["otlp", "none"]).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: collectorUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().transform(parseHeaders).optional(),
  OTEL_SERVICE_NAME: z.string().max(200).optional(),
  OTEL_TRACES_SAMPLER: z.enum(samplers).default("parentbased_always_on"),
  OTEL_TRACES_SAMPLER_ARG: share.optional(),
  OTEL_SDK_DISABLED: z
    .string()
    .toLowerCase()
    .pipe(z.enum(["true", "false"]))
    .default("false"),
};

export type TracingSettings = z.output<z.ZodObject<typeof tracingSettings>>;

/**
 * Off unless asked for, other than OpenTelemetry's own default: by an endpoint, or by `OTEL_TRACES_EXPORTER=otlp` for
 * a collector on this machine.
 */
export function isTracingOn(settings: TracingSettings): boolean {
  const { OTEL_TRACES_EXPORTER: exporter, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = settings;
  if (settings.OTEL_SDK_DISABLED === "true") return false;
  return exporter === undefined ? endpoint !== undefined : exporter === "otlp";
}

/**
 * The share of traces that is recorded. Whether `parentbased_` or not is the same here: the worker follows the gateway,
 * and the gateway no client.
 */
export function sampledShare(settings: TracingSettings): number {
  const { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument = 1 } = settings;
  if (sampler.endsWith("always_off")) return 0;
  return sampler.endsWith("traceidratio") ? argument : 1;
}
