import { expect, test } from "vitest";
import { createWatch, recordingText } from "#workers/graph-check/watch.ts";
import type { GraphAnswer, GraphHttpRequest } from "#workers/resilience/graph-layer.ts";

const origin = "https://graph.example";

/** What is written after one request to Graph, with its answer. */
async function recorded(
  request: { path: string; method?: "GET" | "POST"; body?: string },
  answer: Partial<GraphAnswer>,
) {
  const watch = createWatch(origin);
  const headers = { "content-type": "application/json" };
  const send = watch.layer(async () => ({ status: 200, headers, body: Buffer.alloc(0), ...answer }));
  await send({ origin, method: "GET", ...request } as GraphHttpRequest);
  return recordingText(watch.exchanges);
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const canary = "canary4711";

test("a recording has the names of what came with a value, and no value, id or name that a tenant gave", async () => {
  const details = {
    id: canary,
    description: `${canary} text`,
    previewType: null,
    checklist: { [canary]: { title: canary }, hana: { isChecked: true } },
    references: { [`https%3A//${canary}`]: { alias: canary } },
    [`${canary}@aozora.example`]: 1,
    "8a1c1c7e-0000-4000-8000-000000000001": 1,
  };
  const text = await recorded(
    { path: `/v1.0/planner/tasks/${canary}/details?$select=${canary}` },
    { body: json(details) },
  );
  expect(text).not.toMatch(/canary|hana|aozora|8a1c/);
  expect(JSON.parse(text).requests).toEqual([
    {
      row: "GET /planner/tasks/{plannerTask}/details",
      options: ["$select"],
      answers: [{ status: 200, codes: [], times: 1 }],
      medianMs: expect.any(Number),
      slowestMs: expect.any(Number),
      properties: ["checklist", "description", "id", "references"],
    },
  ]);
});

test("a recording has Microsoft's codes for a refusal, and none that looks like an id or a message", async () => {
  const innerError = { code: "8a1c1c7e-0000-4000-8000-000000000001", innerError: { code: "resourceLocked" } };
  const body = json({ error: { code: "notAllowed", message: canary, innerError } });
  const text = await recorded({ path: `/v1.0/drives/${canary}/items/${canary}` }, { status: 423, body });
  expect(text).not.toMatch(/canary|8a1c/);
  expect(JSON.parse(text).requests[0].answers).toEqual([
    { status: 423, codes: ["notAllowed", "resourceLocked"], times: 1 },
  ]);
});

test("a recording tells the requests in a batch one by one, and nothing of where files come from", async () => {
  const url = `/planner/plans/${canary}`;
  const body = JSON.stringify({ requests: [{ id: "0", method: "GET", url }] });
  const answer = json({ responses: [{ id: "0", status: 404, body: { error: { code: "NotFound" } } }] });
  const text = await recorded({ path: "/v1.0/$batch", method: "POST", body }, { body: answer });
  const [part, whole] = JSON.parse(text).requests;
  expect(part).toMatchObject({ row: "GET /planner/plans/{plan}", answers: [{ status: 404, codes: ["NotFound"] }] });
  expect(whole).toMatchObject({ row: "POST /$batch", answers: [{ status: 200 }], properties: [] });
  const bytes = await recorded({ path: `/${canary}`, ...{ origin: `https://${canary}.example` } }, {});
  expect(JSON.parse(bytes).requests[0]).toMatchObject({ row: "download", options: [], properties: [] });
  expect(bytes).not.toContain(canary);
});
