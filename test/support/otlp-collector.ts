import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "#test/fake-tenant/listen.ts";

/** A span as it came over the wire. */
export interface ReceivedSpan {
  service: string;
  name: string;
  /** OTLP's number: 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  attributes: Record<string, unknown>;
  isError: boolean;
}

export interface OtlpCollector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly url: string;
  readonly spans: readonly ReceivedSpan[];
  /** Every body, byte for byte, and every request's headers. */
  readonly raw: readonly string[];
  /** While true no request is answered. */
  isDead: boolean;
  close(): Promise<void>;
}

type AnyValue = { stringValue?: string; intValue?: number | string; boolValue?: boolean; doubleValue?: number };
type KeyValue = { key: string; value: AnyValue };
interface ExportRequest {
  resourceSpans: {
    resource: { attributes: KeyValue[] };
    scopeSpans: {
      spans: (Omit<ReceivedSpan, "service" | "attributes" | "isError"> & {
        attributes: KeyValue[];
        status?: { code?: number };
      })[];
    }[];
  }[];
}

const read = (attributes: readonly KeyValue[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
function spansOf({ resourceSpans }: ExportRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(read(resource.attributes)["service.name"]);
    const spans = scopeSpans.flatMap((scope) => scope.spans);
    return spans.map((span) => ({
      service,
      name: span.name,
      kind: span.kind,
      traceId: span.traceId,
      spanId: span.spanId,
      parentSpanId: span.parentSpanId,
      attributes: read(span.attributes),
      isError: span.status?.code === 2,
    }));
  });
}

/** A collector that takes OTLP/HTTP as JSON, on a port of its own. */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const spans: ReceivedSpan[] = [];
  const raw: string[] = [];
  const server = createServer(async (request, response) => {
    if (collector.isDead) return;
    const body = await text(request);
    raw.push(JSON.stringify(request.headers), body);
    const isOtlp = request.url === "/v1/traces" && request.headers["content-type"] === "application/json";
    if (isOtlp) spans.push(...spansOf(JSON.parse(body)));
    response.writeHead(isOtlp ? 200 : 415, { "content-type": "application/json" }).end("{}");
  });
  const { port, close } = await listen(server);
  const collector: OtlpCollector = {
    url: `http://127.0.0.1:${port}`,
    spans,
    raw,
    isDead: false,
    close,
  };
  return collector;
}
