import { expect, test } from "vitest";
import { z } from "zod";
import { proxySettings } from "#common/proxy-settings.ts";
import { readSettings } from "#common/settings.ts";
import { isTracingOn, sampledShare, tracingSettings } from "#common/tracing/tracing-settings.ts";

function read(environment: Record<string, string>) {
  const result = readSettings(z.object({ ...proxySettings, ...tracingSettings }), environment);
  if ("problems" in result) throw new Error(result.problems.join("; "));
  return result.settings;
}

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://tempo:4318" };

test.each([
  [false, {}],
  [true, endpoint],
  [true, { OTEL_TRACES_EXPORTER: "otlp" }],
  [false, { ...endpoint, OTEL_TRACES_EXPORTER: "none" }],
  [false, { ...endpoint, OTEL_SDK_DISABLED: "TRUE" }],
  [true, { ...endpoint, OTEL_SDK_DISABLED: "false" }],
])("tracing is on: %s with %j", (isOn, environment) => {
  expect(isTracingOn(read(environment))).toBe(isOn);
});

test.each([
  [1, {}],
  [1, { OTEL_TRACES_SAMPLER: "always_on", OTEL_TRACES_SAMPLER_ARG: "0.5" }],
  [0, { OTEL_TRACES_SAMPLER: "parentbased_always_off" }],
  [0.25, { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "0.25" }],
  [0, { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "0" }],
  [1, { OTEL_TRACES_SAMPLER: "parentbased_traceidratio", OTEL_TRACES_SAMPLER_ARG: "1.0" }],
])("%d of all calls are recorded with %j", (share, environment) => {
  expect(sampledShare(read(environment))).toBe(share);
});

test("headers are name=value pairs, percent-encoded; an endpoint ends without a slash", () => {
  expect(
    read({
      OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.com/otlp/",
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Basic%20dXNlcjpwYXNz, x-scope-orgid = one",
    }),
  ).toMatchObject({
    OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.com/otlp",
    OTEL_EXPORTER_OTLP_HEADERS: { authorization: "Basic dXNlcjpwYXNz", "x-scope-orgid": "one" },
  });
});

test.each([
  ["OTEL_TRACES_EXPORTER", "jaeger"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "tempo:4318"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "secretwithoutname"],
  ["OTEL_EXPORTER_OTLP_HEADERS", "a=%zz"],
  ["OTEL_TRACES_SAMPLER", "jaeger_remote"],
  ["OTEL_TRACES_SAMPLER_ARG", "2"],
  ["OTEL_TRACES_SAMPLER_ARG", "half"],
  ["OTEL_SDK_DISABLED", "yes"],
])("%s=%s is one clear problem that doesn't quote the value", (name, value) => {
  const result = readSettings(z.object({ ...proxySettings, ...tracingSettings }), { [name]: value });
  const problems = "problems" in result ? result.problems : [];
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name}: `));
  expect(problems[0]).not.toContain(value === "2" ? "2" : value);
});
