import { expect, test } from "vitest";
import type { ToolName } from "#common/tools/catalog.ts";
import { callTool } from "../call-tool.ts";
import { fakeContext } from "../fake-context.ts";

const beyond = { beforeDateTime: "9999-12-31T23:59:59-05:00" };
const before = { afterDateTime: "0000-01-01", timeZone: "Asia/Tokyo" };

test.each<[name: ToolName, input: object, told: string]>([
  ["outlook_email_search", beyond, "9999-12-31T23:59:59Z"],
  ["outlook_email_search", before, "0001-01-01T00:00:00Z"],
  ["outlook_email_search", { ...beyond, query: "plan" }, "received<=9999-12-31"],
  ["outlook_email_search", { ...before, query: "plan" }, "received>=0001-01-01"],
  ["sharepoint_search", { ...beyond, query: "plan" }, "LastModifiedTime<=9999-12-31"],
  ["sharepoint_search", { ...before, query: "plan" }, "LastModifiedTime>=0001-01-01"],
  ["chat_message_search", { ...beyond, query: "plan" }, "sent<=9999-12-31"],
  ["chat_message_search", { ...before, query: "plan" }, "sent>=0001-01-01"],
  ["onenote_search", beyond, "9999-12-31T23:59:59Z"],
])("%s asks Graph for no year that it can't read: %j", async (name, input, told) => {
  const asked: string[] = [];
  const answers = (_path: string, request: object) => {
    asked.push(JSON.stringify(request));
    return { value: [] };
  };
  await callTool(name, input, fakeContext({ answers }));
  expect(asked.join("\n")).toContain(told);
  expect(asked.join("\n")).not.toMatch(/[+-]\d{6}-/);
});
