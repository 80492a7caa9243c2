import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { proxySettings } from "#common/proxy-settings.ts";
import { currentRequest, inRequest } from "#common/request-scope.ts";
import { readSettings } from "#common/settings.ts";
import { createOtlpTracing } from "#common/tracing/otlp-tracing.ts";
import { parseTraceparent } from "#common/tracing/trace.ts";
import { tracingSettings } from "#common/tracing/tracing-settings.ts";
import { clientTracePoint } from "#gateway/open-call.ts";
import { startConnectProxy } from "#test/support/connect-proxy.ts";
import { hiddenName, trustedCertificate } from "#test/support/https-server.ts";
import { type OtlpCollector, startOtlpCollector } from "#test/support/otlp-collector.ts";
import { startTlsProxy } from "#test/support/tls-proxy.ts";
import { recordingLogger } from "#test/unit/workers/auth/obo-fixture.ts";

/** Each test has its own: what is not stopped sends its spans a second later. */
let collector: OtlpCollector;
beforeEach(async () => {
  collector = await startOtlpCollector();
});
afterEach(() => collector.close());

const traceId = "0af7651916cd43dd8448eb211c80319c";
const traceparent = (flags: string) => `00-${traceId}-b7ad6b7169203331-${flags}`;
const requestId = "11111111-1111-4111-8111-111111111111";

function tracing(process: "gateway" | "workers", more: Record<string, string> = {}, random = Math.random) {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...more };
  const read = readSettings(z.object({ ...proxySettings, ...tracingSettings }), environment);
  if ("problems" in read) throw new Error(read.problems.join());
  const { logger, entries } = recordingLogger();
  return { entries, ...createOtlpTracing({ settings: read.settings, process, logger, random }) };
}

type Tracing = ReturnType<typeof tracing>;

const isRecorded = ({ trace }: Tracing, point: ReturnType<typeof parseTraceparent>): Promise<boolean | undefined> =>
  inRequest({ requestId, trace: point }, () =>
    trace("tools/call x", { kind: "server" }, async () => currentRequest()?.trace?.isSampled),
  );

test("the gateway records by chance, whatever the client's flag and trace id are", async () => {
  const ratio = { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" };
  const isRecordedAt = (random: number, flags: string, settings: Record<string, string> = ratio) => {
    const gateway = tracing("gateway", settings, () => random);
    return isRecorded(gateway, clientTracePoint(traceparent(flags)));
  };
  for (const flags of ["00", "01"])
    expect([await isRecordedAt(0.24, flags), await isRecordedAt(0.26, flags)]).toEqual([true, false]);
  expect(await isRecordedAt(0, "01", { OTEL_TRACES_SAMPLER: "always_off" })).toBe(false);
});

test("a worker follows the gateway", async () => {
  const never = tracing("workers", { OTEL_TRACES_SAMPLER: "always_off" });
  const always = tracing("workers");
  expect(await isRecorded(never, parseTraceparent(traceparent("01")))).toBe(true);
  expect(await isRecorded(always, parseTraceparent(traceparent("00")))).toBe(false);
});

test("work is done, and fails, as without tracing; what an exception says is not told", async () => {
  const { trace, stop } = tracing("gateway");
  const secret = new TypeError("the subject of a mail");
  const failing = inRequest({ requestId }, () =>
    trace("tools/call x", { kind: "server" }, () => Promise.reject(secret)),
  );
  await expect(failing).rejects.toBe(secret);
  expect(await trace("outside of a request", { kind: "client" }, async () => 42)).toBe(42);
  await stop();
  expect(collector.spans.map(({ name, isError, attributes }) => ({ name, isError, attributes }))).toEqual([
    { name: "tools/call x", isError: true, attributes: { "error.type": "TypeError" } },
  ]);
  expect(collector.raw.join()).not.toContain(secret.message);
});

test("bounds memory, logs one line and stops when a collector refuses ten thousand spans", async () => {
  const refusing = tracing("gateway", { OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/elsewhere` });
  const before = collector.raw.length;
  await inRequest({ requestId }, async () => {
    for (let spans = 0; spans < 10_000; spans += 1) {
      await refusing.trace("graph GET", { kind: "client", attributes: { workload: "outlook" } }, async () => undefined);
    }
  });
  await refusing.stop();
  const sent =
    collector.raw
      .slice(before)
      .join()
      .match(/"name":"graph GET"/g) ?? [];
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.length).toBeLessThanOrEqual(2_048 + 512);
  expect(refusing.entries()).toEqual([
    expect.objectContaining({ level: "warn", msg: "traces can't be delivered", status: 415 }),
  ]);
});

test("an https collector is reached through the proxy, an http one and one in NO_PROXY are not", async () => {
  const target = { host: "127.0.0.1", port: Number(new URL(collector.url).port) };
  const [proxy, collectorWithTls] = await Promise.all([
    startConnectProxy({ user: "connector", password: "x" }),
    startTlsProxy({ target, ...(await trustedCertificate()) }),
  ]);
  onTestFinished(async () => void (await Promise.all([proxy.close(), collectorWithTls.close()])));
  const sendTo = async (endpoint: string, more: Record<string, string> = {}) => {
    const before = collector.spans.length;
    const one = tracing("gateway", { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, HTTPS_PROXY: proxy.url, ...more });
    await inRequest({ requestId }, () => one.trace("tools/call x", { kind: "server" }, async () => undefined));
    await one.stop();
    expect(one.entries()).toEqual([]);
    return collector.spans.length - before;
  };
  const { port } = collectorWithTls;
  expect(await sendTo(collector.url)).toBe(1);
  expect(await sendTo(`https://localhost:${port}`, { NO_PROXY: "localhost" })).toBe(1);
  expect(proxy.asked).toEqual([]);
  expect(await sendTo(`https://${hiddenName}:${port}`)).toBe(1);
  expect(proxy.asked).toEqual([`${hiddenName}:${port}`]);
});
