import { globSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { auditEvents } from "#gateway/audit/audit-entry.ts";
import { root } from "#test/bootstrap/paths.mjs";
import { fileText } from "#test/support/file-text.ts";
import { runbookCommands } from "#test/support/runbook-commands.ts";
import { readRules } from "./alert-rules.ts";

const operate = fileText("deploy/operate.sh");
const pages = globSync("docs/runbooks/*.md", { cwd: root });
const scripted = runbookCommands.filter(({ line }) => line.startsWith("deploy/operate.sh "));

const services = Object.keys(parse(fileText("docker-compose.yml")).services);
const units = globSync("deploy/systemd/*", { cwd: root }).map((path) => /[^/]*(?=@)/.exec(path)?.[0] ?? "");
const source = globSync("{common,gateway,workers}/**/*.ts", { cwd: root }).map(fileText).join("\n");

/** What a filter of jq says that a line has: `.event == "call_finished"`. */
const compared = (line: string) =>
  [...line.matchAll(/\.(\w+) (?:==|\|) (?:(?:test|startswith)\()?"([^"]+)"/g)].map(([, member = "", value = ""]) => ({
    member,
    value,
  }));

describe("commands of the runbooks", () => {
  test("are there on every page, for Compose, Kubernetes and plain processes alike", () => {
    const covered = pages
      .map((path) => /^# (\w+)/.exec(fileText(path))?.[1])
      .filter((page) => {
        const ways = runbookCommands.filter((command) => command.page === page).map(({ only }) => only);
        return ways.includes(undefined) || ["Compose", "Kubernetes", "plain"].every((way) => ways.includes(way));
      });
    expect(covered).toHaveLength(new Set(readRules().alerts.map(({ alert }) => alert)).size);
  });

  test("name services, deployments, units and folders that exist", () => {
    const named = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
    const lines = [...operate.split("\n"), ...runbookCommands.map(({ line }) => line)].join("\n");
    expect(services).toEqual(
      expect.arrayContaining(named(/docker compose (?:exec -T|ps --all --quiet) (\w+)/g, lines)),
    );
    expect(units).toEqual(expect.arrayContaining(named(/(m365-(?:gateway|workers))@/g, lines)));
    const components = globSync("deploy/kubernetes/**/*.yaml", { cwd: root }).map(fileText).join("\n");
    for (const name of [...named(/component=(\w+)/g, lines), ...named(/deploy\/(gateway|redis)\b/g, lines)])
      expect(components).toMatch(new RegExp(`component: ${name}\\b`));
    for (const path of named(/(deploy\/[\w/]+\.(?:sh|yml)|gateway\/audit\/\w+\/main\.ts)/g, lines))
      expect(() => fileText(path)).not.toThrow();
  });

  test("name events and members of the audit log, and words of the log, as the processes write them", () => {
    const events = Object.keys(auditEvents);
    const members = Object.values(auditEvents).flatMap(({ fields }) => Object.keys(fields.shape));
    for (const { line, page } of scripted) {
      for (const { member, value } of compared(line)) {
        if (member === "event") expect(events, page).toContain(value);
        else if (value !== value.toUpperCase()) expect(source, `${page}: ${member}`).toContain(value);
      }
      const [, filter = ""] = /top \w+ (.*)$/.exec(line) ?? [];
      const known = [...members, "event", "level", "msg", "process", "component", "problem"];
      for (const [, member = ""] of filter.replaceAll(/"[^"]*"/g, "").matchAll(/\.(\w+)/g))
        expect([...known, "errorName", "errorCode", "referenceId", "requestId"], page).toContain(member);
    }
  });
});
