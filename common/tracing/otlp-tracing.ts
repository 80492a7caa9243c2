import { type Context, ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace as traces } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TracerProvider,
  type TracerProviderOptions,
} from "@opentelemetry/sdk-trace";
import { ToolError } from "#common/errors.ts";
import { describeError, type Logger } from "#common/logger.ts";
import { createOncePerWindow } from "#common/once-per-window.ts";
import { createProxyAgent, proxyFor } from "#common/proxy-settings.ts";
import { currentRequest, inRequest } from "#common/request-scope.ts";
import { version } from "#common/version.ts";
import { within } from "#common/within.ts";
import { noSpan, type ProcessName, type SpanAttributes, type Trace, type TracePoint } from "./trace.ts";
import { sampledShare, type TracingSettings } from "./tracing-settings.ts";

/** Default endpoint of a local collector (OTLP over HTTP). */
const localCollector = "http://localhost:4318";
/** Limit of an export with its retries. An unreachable collector must not hold batches for long. */
const exportLimitMs = 3_000;
/** Time between log lines: an unreachable collector would cause one every few seconds. */
const logEveryMs = 60_000;

function httpStatusOf(error: unknown): { status?: number } {
  return error instanceof Error && "code" in error && typeof error.code === "number" ? { status: error.code } : {};
}

/**
 * Sends spans as JSON to `ENDPOINT/v1/traces` (OTLP over HTTP). A failed batch is lost and logged, at most once a
 * minute. The collector's response is never logged.
 */
function createSpanExporter(settings: TracingSettings, logger: Logger): SpanExporter {
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

const kinds = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
} as const;

/** Spans that wait for the collector: a few MB. Further spans are dropped. */
const batches = { maxQueueSize: 2_048, maxExportBatchSize: 512, scheduledDelayMillis: 1_000 };
const flushLimitMs = 2_000;

type Resource = NonNullable<TracerProviderOptions["resource"]>;

function resourceOf(serviceName: string): Resource {
  const attributes = { "service.name": serviceName, "service.version": version };
  const resource: Resource = {
    attributes,
    merge: () => resource,
    getRawAttributes: () => Object.entries(attributes),
  };
  return resource;
}

/**
 * Samples at random and not by trace ID, because a client that sends a trace context could choose an ID that is always
 * sampled. A worker follows the decision of the gateway.
 */
function samplerOf(process: ProcessName, share: number, random: () => number): Sampler {
  const { RECORD_AND_SAMPLED, NOT_RECORD } = SamplingDecision;
  const chance: Sampler = {
    shouldSample: () => ({ decision: random() < share ? RECORD_AND_SAMPLED : NOT_RECORD }),
    toString: () => `Chance{${share}}`,
  };
  const ofClients = process === "gateway" ? { remoteParentSampled: chance, remoteParentNotSampled: chance } : {};
  return new ParentBasedSampler({ root: chance, ...ofClients });
}

function contextOf(point: TracePoint | undefined): Context {
  if (point === undefined) return ROOT_CONTEXT;
  const { traceId, spanId, isSampled, isRemote } = point;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return traces.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote });
}

const prefixed = (attributes: SpanAttributes) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`m365.${name}`, value]));

/** An error code of the closed list, or the name of the error class. Never a message, which may quote content. */
function errorTypeOf(error: unknown): string {
  if (error instanceof ToolError) return error.code;
  return error instanceof Error && /^[A-Za-z]{1,60}$/.test(error.name) ? error.name : "Error";
}

/** Creates spans with OpenTelemetry's SDK and exports them to a collector in batches, in the background. */
export function createOtlpTracing(options: {
  settings: TracingSettings;
  process: ProcessName;
  logger: Logger;
  random?: () => number;
}): { trace: Trace; stop(): Promise<void> } {
  const { settings, process, logger, random = Math.random } = options;
  const exporter = createSpanExporter(settings, logger);
  const provider = new TracerProvider({
    resource: resourceOf(settings.OTEL_SERVICE_NAME ?? `m365-connector-${process}`),
    sampler: samplerOf(process, sampledShare(settings), random),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...batches })],
  });
  const tracer = provider.getTracer("m365-connector", version);

  const trace: Trace = async (name, { kind, attributes = {} }, work) => {
    const scope = currentRequest();
    if (scope === undefined) return await work(noSpan);
    const spanOptions = { kind: kinds[kind], attributes: prefixed(attributes) };
    const span = tracer.startSpan(name, spanOptions, contextOf(scope.trace));
    const fail = (errorType: string) => {
      span.setAttribute("error.type", errorType);
      span.setStatus({ code: SpanStatusCode.ERROR });
    };
    const { traceId, spanId, traceFlags } = span.spanContext();
    const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    const inside = { ...scope, trace: { traceId, spanId, isSampled, isRemote: false } };
    try {
      return await inRequest(inside, () => work({ set: (more) => span.setAttributes(prefixed(more)), fail }));
    } catch (error) {
      fail(errorTypeOf(error));
      throw error;
    } finally {
      span.end();
    }
  };

  return {
    trace,
    async stop() {
      // The exporter has logged what it could not deliver.
      await within(flushLimitMs, provider.shutdown()).catch(() => undefined);
    },
  };
}
