import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { catalog } from "#common/tools/catalog.ts";
import { type ParsedTenantsFile, parseTenantsFile } from "#gateway/tenants/parse-tenants-file.ts";
import { maxFileBytes, parseInThread } from "#gateway/tenants/read-tenants-file.ts";
import { ownCpuMs } from "#test/support/own-cpu.ts";
import { runs } from "#test/support/property-runs.ts";

const root = join(import.meta.dirname, "../../../..");
const toolNames = catalog.map(({ name }) => name);
const parseWhole = (text: string) => parseTenantsFile(text, toolNames);
/** What stands before the line that ends a file. */
const parse = (text: string) => parseWhole(`${text}\n...\n`);
const problemsOf = (parsed: ParsedTenantsFile) => ("problems" in parsed ? parsed.problems : []);

const one = "11111111-1111-4111-8111-111111111111";
const two = "22222222-2222-4222-8222-22222222222a";
const example = readFileSync(join(root, "deploy/tenants/tenants.example.yml"), "utf8");
const schema = JSON.parse(readFileSync(join(root, "docs/tenants.schema.json"), "utf8"));
const fitsSchema = new Ajv2020().compile(schema);

describe("a tenants file", () => {
  it("is read as the example shows it", () => {
    const parsed = parseWhole(example);
    expect(problemsOf(parsed)).toEqual([]);
    expect(parsed).toMatchObject({ file: { tenants: [{}, { guests: true }, { suspended: expect.any(String) }] } });
  });

  it("takes a GUID in capitals for the same tenant", () => {
    expect(parse(`tenants: [{ id: ${two.toUpperCase()} }]`)).toEqual({ file: { tenants: [{ id: two }] } });
    expect(problemsOf(parse(`tenants: [{ id: ${two} }, { id: ${two.toUpperCase()} }]`))).toEqual([
      "line 1, column 63: tenants[1].id: is listed twice",
    ]);
  });

  it.each([
    ["is empty", "", "line 2, column 1: the file: expected object, received null"],
    ["has no tenants", "defaults: {}", "line 1, column 1: tenants: is required"],
    ["has no tenant", "tenants: []", "line 1, column 10: tenants: Too small: expected array to have >=1 items"],
    ["has a tenant without an id", "tenants:\n  - guests: true", "line 2, column 5: tenants[0].id: is required"],
    [
      "has the tenant of personal accounts",
      "tenants:\n  - id: 9188040D-6C67-4C5B-B112-36A304B66DAD",
      expect.stringMatching(/^line 2, column 9: tenants\[0\]\.id: is the tenant of all personal accounts/),
    ],
    ["has an id that is none", "tenants:\n  - id: contoso.com", "line 2, column 9: tenants[0].id: must be a GUID"],
    [
      "has an unknown key",
      `tenants:\n  - id: ${one}\n    tool: []`,
      "line 3, column 5: tenants[0].tool: is not known here",
    ],
    [
      "has an unknown key at the top",
      `tenant: []\ntenants: [{ id: ${one} }]`,
      "line 1, column 1: tenant: is not known here",
    ],
    [
      "has a tool that is none",
      `tenants:\n  - id: ${one}\n    tools:\n      - read_resource\n      - send_mail`,
      expect.stringMatching(/^line 5, column 9: tenants\[0\]\.tools\[1\]: expected one of /),
    ],
    ["switches every tool off", `tenants: [{ id: ${one}, tools: [] }]`, expect.stringMatching(/suspend the tenant/)],
    ["allows no client", `tenants: [{ id: ${one}, clients: [] }]`, expect.stringMatching(/leave it out/)],
    [
      "has the yes of YAML 1.1",
      `tenants:\n  - id: ${one}\n    guests: yes`,
      "line 3, column 13: tenants[0].guests: expected boolean, received string",
    ],
    [
      "suspends without words",
      `tenants:\n  - id: ${one}\n    suspended:`,
      expect.stringMatching(/^line 3, .*suspended: expected/),
    ],
    [
      "suspends with words of two lines",
      `tenants:\n  - id: ${one}\n    suspended: "a\\nb"`,
      "line 3, column 16: tenants[0].suspended: must be one line of text",
    ],
    [
      "has a limit of nothing",
      `tenants: [{ id: ${one}, limits: { callsPerUser: 0 } }]`,
      expect.stringMatching(/limits\.callsPerUser: Too small/),
    ],
    ["has a key twice", `tenants: [{ id: ${one} }]\ntenants: []`, "line 2, column 1: tenants: is there twice"],
    [
      "is two documents",
      `tenants: [{ id: ${one} }]\n---\ntenants: []`,
      "line 2, column 1: there may be one document in the file",
    ],
    ["is not YAML", "tenants: [", expect.stringMatching(/^line 2, column 1: Flow sequence/)],
    [
      "has an alias",
      `defaults: &rules {}\ntenants: [{ id: ${one}, limits: *rules }]`,
      "line 2, column 63: aliases are not supported",
    ],
    ["has a tag", `tenants: [{ id: !secret ${one} }]`, expect.stringMatching(/Unresolved tag/)],
    ["has a number for a key", `tenants: [{ id: ${one}, 7: x }]`, expect.stringMatching(/a key must be text/)],
    [
      "reaches for a prototype",
      `__proto__: {}\ntenants: [{ id: ${one} }]`,
      expect.stringMatching(/__proto__: is not known/),
    ],
  ])("that %s is refused with the place of the mistake", (_, text, problem) => {
    expect(problemsOf(parse(text))).toContainEqual(problem);
  });

  it("is refused wherever it is cut off, and where it only seems to end", () => {
    const lines = example.trimEnd().split("\n").length;
    for (let end = 0; end < example.trimEnd().length; end += 1) {
      const problems = problemsOf(parseWhole(example.slice(0, end)));
      expect(problems).toEqual([expect.stringMatching(/^line \d+, column \d+: the file is cut off: /)]);
    }
    expect(problemsOf(parseWhole(example.trimEnd().slice(0, -3)))).toEqual([
      `line ${lines}, column 1: the file is cut off: its last line must be "..."`,
    ]);
    for (const end of ["....", " ...", "...x", "# ...", "'\n  ...", "\u2028..."]) {
      expect(problemsOf(parseWhole(`tenants: [{ id: ${one} }]\n${end}`))).toEqual([
        expect.stringMatching(/the file is cut off/),
      ]);
    }
  });

  it.each(["\0\0\0\0\0", "\f", "\u0085", "\r"])("is refused where %j is in place of a line's end", (lost) => {
    const [comment, rule] = ["    # mail only", "    tools: [outlook_email_search]"];
    const whole = (between: string) => `tenants:\n  - id: ${one}\n${comment}${between}${rule}\n...\n`;
    expect(parseWhole(whole("\n"))).toHaveProperty("file.tenants.0.tools");
    expect(parseWhole(whole(lost))).toEqual({
      problems: ["line 3, column 16: there is a control character: a part of the file may be lost"],
    });
  });

  it.each(["...", "...\n", "...\r\n", "... \t\n\n  \n"])("may end with %j", (end) => {
    expect(parseWhole(`---\ntenants: [{ id: ${one} }]\n${end}`)).toEqual({ file: { tenants: [{ id: one }] } });
  });

  it.each(["tenants: []", "...", "# a comment", "---"])("may have nothing after its end, such as %j", (more) => {
    expect(problemsOf(parseWhole(`tenants: [{ id: ${one} }]\n...\n\n  ${more}\n`))).toEqual([
      'line 4, column 3: nothing may follow the line "...", which ends the file',
    ]);
  });

  it("that is all wrong is refused with 20 lines at most", () => {
    const problems = problemsOf(parse(`tenants:\n${"  - id: x\n".repeat(100)}`));
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)).toBe("and more");
  });

  it("never has a value in what is said of it", () => {
    for (const value of ["canary", "[canary]", "{ id: canary }", "canary: x"]) {
      for (const name of ["id", "clients", "guests", "suspended", "limits"]) {
        const text = `tenants:\n  - ${name}:\n      ${value}\n    clients: [canary]`;
        expect(
          problemsOf(parse(text))
            .join()
            .replaceAll(/\.(id|canary): is not known here/g, ""),
        ).not.toContain("canary");
      }
    }
  });
});

const json = fc.jsonValue({ maxDepth: 4 });
const guid = fc.oneof(
  fc.uuid(),
  fc.uuid().map((id) => id.toUpperCase()),
  fc.constant("contoso.com"),
);
const rules = {
  clients: fc.oneof(fc.array(guid, { maxLength: 3 }), json),
  tools: fc.oneof(fc.array(fc.constantFrom(...toolNames, "send_mail"), { maxLength: 3 }), json),
  guests: fc.oneof(fc.boolean(), json),
  agents: fc.boolean(),
  limits: fc.record(
    { callsPerUser: fc.integer({ min: -1, max: 1_001 }), callsPerTenant: fc.double() },
    { requiredKeys: [] },
  ),
};
const tenant = fc.record(
  { id: guid, suspended: fc.string({ maxLength: 310, unit: "grapheme" }), ...rules },
  { requiredKeys: ["id"] },
);
const anyFile = fc.record(
  { tenants: fc.array(tenant, { maxLength: 3 }), defaults: fc.record(rules, { requiredKeys: [] }), more: json },
  { requiredKeys: ["tenants"] },
);

describe("hostile files", () => {
  it("are refused exactly where the published schema refuses them, or a tenant is listed twice", () => {
    fc.assert(
      fc.property(anyFile, (content) => {
        const ids = content.tenants.map(({ id }) => id.toLowerCase());
        const isRight = fitsSchema(content) && new Set(ids).size === ids.length;
        expect("file" in parse(stringify(content, { aliasDuplicateObjects: false }))).toBe(isRight);
      }),
      { numRuns: runs(1_000) },
    );
  });

  it.each([
    ["keys that nest without end", "? ".repeat(maxFileBytes / 2)],
    ["lists that nest without end", "[".repeat(maxFileBytes)],
    [
      "a billion laughs",
      `a: &a [x, x]\n${Array.from({ length: 40 }, (__, index) => `b${index}: &b${index} [*a, *a]`).join("\n")}`,
    ],
    ["as many keys as fit", `{${Array.from({ length: 40_000 }, (__, index) => `k${index}`).join(",")}}`],
  ])("with %s are broken files, and the process goes on meanwhile", async (_, text) => {
    const whole = `${text}\n...\n`;
    const parsing = async () => expect(problemsOf(await parseInThread(whole, toolNames, 1_500))).not.toEqual([]);
    expect(await ownCpuMs(parsing)).toBeLessThan(1_000);
  });
});
