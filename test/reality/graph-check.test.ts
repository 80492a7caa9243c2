import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, onTestFinished } from "vitest";
import { registeredPermissions } from "#test/fake-tenant/data/registered-permissions.ts";
import { readRecording } from "#test/fake-tenant/graph/recorded-tenant.ts";
import type { Behaviour } from "#test/fake-tenant/world/behaviour.ts";
import type { RuleResponse } from "#test/fake-tenant/world/rules.ts";
import { hasRawControls, hostileText } from "#test/support/raw-controls.ts";
import { workerOnlySettings } from "#test/support/service-settings.ts";
import { type SharedStack, test } from "#test/support/shared-stack.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { type CheckResult, probes } from "#workers/graph-check/check-graph.ts";
import { graphCheckWorlds } from "./graph-check-worlds.ts";

let stack: SharedStack;
let userId: string;
let tenantId: string;

test.beforeAll(async ({ stack: shared }) => {
  stack = shared;
  ({ id: userId, tenantId } = await personNamed(stack.fake, "hana.mori"));
  await stack.fake.control.addFile(userId, { site: "kyoto-roastery", path: "Plans/Photo.png", base64: "iVBORw0KGgo=" });
  await stack.fake.control.addChatMessage(userId, { channel: "Sourcing/Alerts", html: "<p>All silos are dry.</p>" });
  const old = { subject: "Old", html: "<p>Old.</p>", receivedDateTime: "2020-01-01T00:00:00Z" };
  await stack.fake.control.addMessages(userId, Array(420).fill(old));
  const priya = await personNamed(stack.fake, "priya.nair");
  await stack.fake.control.shareFolder(priya.id, userId, "Inbox");
});
afterEach(async () => {
  await stack.fake.control.resetScript();
  await stack.fake.control.setGrants(tenantId, registeredPermissions);
});

const at = (alias: string) => `${alias}@aozora-coffee.example`;
/** Calendar and mailbox of the one are open to the person; of the others only the free times, and only the inbox. */
const named = { open: namedBy("info", "info"), closed: namedBy("tom.becker", "priya.nair") };

function namedBy(colleague: string, mailbox: string): string[] {
  return ["--colleague", at(colleague), "--shared-mailbox", at(mailbox)];
}

const listOf = (item: object): RuleResponse => ({ status: 200, body: { value: [item] } });

const refusal = (status: number, code: string): RuleResponse => ({ status, body: { error: { code } } });
const answerAt = (pathPattern: string, response: RuleResponse) =>
  stack.fake.control.addRule({ door: "graph", match: { pathPattern }, response });
const fallbackIs = "does not hold, fallback taken: ";

const settings = async () => ({ ...stack.environment, ...(await workerOnlySettings(stack.fake)) });

async function run(token: string, parameters: readonly string[], more: Record<string, string> = {}) {
  return await runWith(token, parameters, { ...(await settings()), ...more });
}

async function runWith(token: string, parameters: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["workers/graph-check/main.ts", ...parameters], {
    cwd: new URL("../..", import.meta.url),
    env: { PATH: process.env.PATH ?? "", ...environment },
  });
  child.stdin.end(token);
  const [said, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { said, problems, code };
}

/** A file's path in a folder that goes with the test. */
function fileNamed(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), "graph-check-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, name);
}

async function verdictsIn(
  world: Partial<Behaviour>,
  {
    who = userId,
    parameters = named.closed,
    answers = {},
  }: {
    who?: string;
    parameters?: readonly string[];
    /** What Graph answers to paths, by patterns. */
    answers?: Readonly<Record<string, RuleResponse>>;
  } = {},
): Promise<Record<string, string>> {
  await stack.fake.control.resetScript();
  await stack.fake.control.setBehaviour(world);
  for (const [pathPattern, response] of Object.entries(answers)) await answerAt(pathPattern, response);
  const { said } = await run(await stack.fake.control.mintToken({ userId: who }), ["--json", ...parameters]);
  const { assumptions }: CheckResult = JSON.parse(said);
  return Object.fromEntries(assumptions.map(({ id, verdict }) => [id, verdict]));
}

describe("graph-check", () => {
  test("tells a tenant that is kind from one that is not, assumption by assumption", async () => {
    const { kind, unkind, told } = graphCheckWorlds;
    const by = (persons: readonly string[]) => ({ parameters: [...persons, "--retrieval"] });
    const inKind = await verdictsIn(kind, by(named.open));
    const inUnkind = await verdictsIn(unkind, by(named.closed));
    const line = (id: string) => `${id} ${inKind[id]} → ${inUnkind[id]}`;
    expect(told.map(line)).toEqual(told.map((id) => `${id} holds → fallback`));
    expect(Object.values({ ...inKind, ...inUnkind })).not.toContain("fails");
  }, 300_000);

  test.each<[string, Partial<Behaviour>, readonly string[]]>([
    ["there is no Microsoft Search", { searchMissingStatus: 404 }, ["U4"]],
    ["no file is converted", { conversionUnsupported: true }, ["R14", "R15"]],
  ])("says that %s, and goes on", async (_what, world, ids) => {
    const verdicts = await verdictsIn({ ...graphCheckWorlds.kind, ...world });
    expect([...ids, "R1"].map((id) => verdicts[id])).toEqual([...ids.map(() => "fallback"), "holds"]);
  });

  test.each<[string, Record<string, RuleResponse>, Record<string, string>]>([
    [
      "malformed ids are no fault of the caller's, and all meetings are Teams meetings",
      {
        "/me/messages/not-an-id": { status: 500 },
        "/me/calendarView": listOf({ id: "1", onlineMeeting: { joinUrl: "https://teams.microsoft.com/meet/123?p=x" } }),
      },
      { R4: "fails", U1: "holds", U9: "holds", U10: "holds" },
    ],
    ["a literal “=” is refused", { "/me/drive/root/search": { status: 400 } }, { R4: "holds", U1: "fails" }],
    [
      "meetings are held elsewhere and ids of files look different",
      {
        "/me/calendarView": listOf({ id: "1", onlineMeeting: { joinUrl: "https://meet.example/1" } }),
        "/me/drive/root/search": listOf({ id: "{7f1c}", name: "a.txt", file: {} }),
      },
      { R4: "holds", U1: "holds", U9: "fallback", U10: "fallback" },
    ],
  ])("tells where %s", async (_what, answers, expected) => {
    const verdicts = await verdictsIn(graphCheckWorlds.kind, { answers });
    expect(verdicts).toMatchObject(expected);
  });

  test.each<[string, Record<string, RuleResponse>, Record<string, string>]>([
    [
      "ids of searches do not last, chats with members are slow, a notebook is broken and a filter is refused",
      {
        "/me/messages\\?.*search=": listOf({ id: "1", internetMessageId: "<a@b>" }),
        "/me/messages\\?.*filter=internetMessageId": listOf({ id: "2", internetMessageId: "<a@b>" }),
        "/me/chats\\?.*top=50&.*members": { latencyMs: 8_100 },
        "/me/onenote/pages\\?": refusal(500, "20258"),
        "/incomingChannels": listOf({ id: "1" }),
        "/users\\?.*givenName": refusal(400, "Request_UnsupportedQuery"),
      },
      { R24: "fallback", R25: "fallback", R32: "fallback", R37: "fails", R38: "fallback" },
    ],
    [
      "a mailbox goes by its user name alone, and addresses are refused",
      {
        "/me\\?": { status: 200, body: { mail: at("hana"), userPrincipalName: at("hana.mori") } },
        [`/users/${encodeURIComponent(at("hana"))}/`]: refusal(404, "ErrorInvalidUser"),
        "/users\\?.*filter=mail": listOf({ id: "hana.mori@aozora-coffee.example" }),
        "/shares/": refusal(403, "accessDenied"),
        "/items/": refusal(423, "notAllowed"),
      },
      { R26: expect.stringMatching(/^(?:fails|fallback)$/), R27: "fallback", R28: "fallback", R33: "fallback" },
    ],
    ["all of that is well", {}, { R24: "holds", R25: "holds", R26: "holds", R27: "holds", R28: "holds", R32: "holds" }],
  ])(
    "tells where %s",
    async (_what, answers, expected) => {
      const site = "https://aozora-coffee.sharepoint.com/sites/kyoto-roastery";
      const file = `${site}/Shared%20Documents/Plans/Photo.png`;
      const parameters = ["--archived-site", site, "--loop-url", file, "--fresh-link", file];
      const verdicts = await verdictsIn(graphCheckWorlds.kind, { answers, parameters });
      expect(verdicts).toMatchObject(expected);
    },
    60_000,
  );

  test.each([
    [{ transcripts: "closed" } as const, "a Teams administrator has to allow apps to, and that is said"],
    [
      { joinWebUrlFinds: "organizers", joinWebUrlTakesShortLinks: false } as const,
      "not those of others, perhaps only by the organiser: no meeting is found",
    ],
  ])("tells transcripts that nobody's app may read from those of others %j", async (world, how) => {
    await stack.fake.control.resetScript();
    await stack.fake.control.setBehaviour({ ...graphCheckWorlds.kind, ...world });
    const { said } = await run(await stack.fake.control.mintToken({ userId }), []);
    expect(said).toContain(`R29 transcripts can be read by those who were invited, and by apps: ${fallbackIs}${how}`);
  });

  test("tells a refusal that leaves a tool without an answer from one that does not, and ends with 1", async () => {
    const { control } = stack.fake;
    await control.setBehaviour(graphCheckWorlds.kind);
    await answerAt("/todo/lists/[^/]+/tasks/[^/]+/checklistItems", refusal(403, "accessDenied"));
    const helped = await run(await control.mintToken({ userId }), []);
    expect(helped.said).toMatch(/^refused, but done without: .*\/checklistItems \(403 accessDenied\)$/m);
    expect(helped.code).toBe(0);
    await answerAt("/me/joinedTeams", refusal(400, "BadRequest"));
    const refused = await run(await control.mintToken({ userId }), []);
    expect(refused.said).toMatch(/^REFUSED: GET \/me\/joinedTeams \(400 BadRequest\)$/m);
    expect(refused.said).toMatch(/^untried: .*sharedMessage} \(name one: --shared-mailbox ADDRESS\)$/m);
    expect(refused.said).toMatch(/^untried: GET \/me\/mailboxSettings\/timeZone \(permission missing: /m);
    expect(refused.code).toBe(1);
  }, 60_000);

  test("records how a tenant answers, without what it answers, so that another can be played like it", async () => {
    const { control } = stack.fake;
    const file = fileNamed("world.json");
    await control.setBehaviour(graphCheckWorlds.kind);
    await answerAt("/me/people", refusal(403, "accessDenied"));
    await answerAt("/me/onenote/pages\\?", refusal(400, "20266"));
    await answerAt("/me/chats\\?.*members", { latencyMs: 1_000 });
    await answerAt("/incomingChannels", listOf({ id: "1" }));
    const token = await control.mintToken({ userId });
    const recorded = await run(token, ["--json", "--record", file]);
    const written = readFileSync(file, "utf8");
    const recording = readRecording(written);
    expect(recording.requests.find(({ row }) => row === "GET /me/people")?.answers).toEqual([
      { status: 403, codes: ["accessDenied"], times: expect.any(Number) },
    ]);
    const { tenants } = await control.directory();
    const people = tenants.flatMap(({ users }) => users);
    const values = [
      ...tenants.flatMap(({ id, domain, displayName }) => [id, domain, displayName]),
      ...people.flatMap(({ id, mail, displayName, canaries }) => [id, mail, displayName, ...canaries]),
      ...["El Mirador", "Aoi Maru", "Kyoto", "Inbox", "http:", "https:"],
    ];
    expect(values.filter((value) => value && written.includes(value))).toEqual([]);
    expect(written).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}|\d{4}-\d{2}-\d{2}|[\w-]{40}/i);
    await control.resetScript();
    await control.setBehaviour({ ...graphCheckWorlds.kind, recording });
    const startedMs = performance.now();
    const played = await run(await control.mintToken({ userId }), ["--json"]);
    expect(JSON.parse(played.said)).toEqual(JSON.parse(recorded.said));
    expect(played.code).toBe(recorded.code);
    expect(performance.now() - startedMs).toBeGreaterThan(1_000);
  }, 120_000);

  test.each([
    [true, "fallback"],
    [false, "holds"],
  ])("tells whether Mail.ReadBasic reads a message, where Graph refuses it: %s", async (isRefused, verdict) => {
    await stack.fake.control.setGrants(tenantId, ["User.Read", "Mail.ReadBasic"]);
    const { R21 } = await verdictsIn({ ...graphCheckWorlds.kind, readBasicRefusesSingles: isRefused });
    expect(R21).toBe(verdict);
  });

  test("says that somebody without a mailbox has no time zone", async () => {
    const { id: who } = await personNamed(stack.fake, "warehouse.old");
    expect(await verdictsIn(graphCheckWorlds.kind, { who })).toMatchObject({ R2: "fallback" });
  });

  test("ends with 1 where neither an assumption nor a fallback holds", async () => {
    await stack.fake.control.setBehaviour(graphCheckWorlds.kind);
    const token = await stack.fake.control.mintToken({ userId });
    const { said, code } = await run(token, [], { GRAPH_DOWNLOAD_HOSTS: "other.example" });
    expect(said).toMatch(/^R14 .*: DOES NOT HOLD: the host is not listed/m);
    expect(code).toBe(1);
  });

  test("says which permission is missing, writes nothing, and shows nothing that it read", async () => {
    const { control } = stack.fake;
    await control.setGrants(tenantId, ["User.Read", "Mail.Read"]);
    await control.setBehaviour(graphCheckWorlds.kind);
    await control.resetStats();
    const { said, problems, code } = await run(await control.mintToken({ userId }), named.open);
    expect(code).toBe(0);
    expect(problems).toBe("");
    expect(said).toMatch(/^R7 .*: could not be tried: permission missing: Files\.Read$/m);
    for (const { id } of probes) expect(said).toMatch(new RegExp(`^${id} `, "m"));
    const { writes, graphRequests, downloads, inboundAssertionsAtGraph } = await control.stats();
    expect({ writes, inboundAssertionsAtGraph }).toEqual({ writes: 0, inboundAssertionsAtGraph: 0 });
    expect(graphRequests).toBeGreaterThan(10);
    expect(downloads).toBe(0);
    const { mail, displayName, canaries } = await personNamed(stack.fake, "hana.mori");
    const secrets = [mail, displayName, userId, tenantId, ...canaries, "El Mirador"];
    expect(secrets.filter((secret) => secret && said.includes(secret))).toEqual([]);
  });

  test.each([[[]], [["--json"]]])("obeys nothing in what Microsoft answers %j", async (parameters) => {
    const { control } = stack.fake;
    const scope = `User.Read User.${hostileText.replaceAll(/\s/g, "")}`;
    const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const idToken = [{ alg: "none" }, { tid: tenantId, oid: userId, sub: userId }, {}].map(encoded).join(".");
    const own = { id_token: idToken, client_info: encoded({ uid: userId, utid: tenantId }) };
    const body = { token_type: "Bearer", scope, expires_in: 3_600, access_token: "opaque", ...own };
    await control.addRule({ door: "entra", match: { grant: "obo" }, response: { status: 200, body } });
    const { said, problems } = await run(await control.mintToken({ userId }), parameters);
    expect(said).toContain("User.\\u001b[2J");
    expect(hasRawControls(said)).toBe(false);
    expect(problems).toBe("");
  });

  test("takes the token out of a file that nobody else may read, and refuses any other", async () => {
    const file = fileNamed("token");
    await stack.fake.control.setGrants(tenantId, ["User.Read"]);
    writeFileSync(file, await stack.fake.control.mintToken({ userId }), { mode: 0o600 });
    expect(await run("", ["--token-file", file])).toMatchObject({ code: 0, problems: "" });
    chmodSync(file, 0o644);
    const open = await run("", ["--token-file", file]);
    expect(open).toMatchObject({ code: 1, said: "", problems: expect.stringMatching(/others may read this file/) });
  });

  test("takes its settings out of a worker's file, which has no others, and goes without a word of them", async () => {
    const file = fileNamed("settings");
    const lines = Object.entries(await settings()).map((entry) => entry.join("="));
    const runWithFile = async (...more: string[]) => {
      writeFileSync(file, [...lines, ...more].join("\n"));
      return await runWith(await stack.fake.control.mintToken({ userId }), [`--settings-file=${file}`]);
    };
    await stack.fake.control.setGrants(tenantId, ["User.Read"]);
    expect(await runWithFile()).toMatchObject({ code: 0, problems: "" });
    const foreign = await runWithFile("SIGN_IN_KEYS=canary");
    expect(foreign).toMatchObject({ code: 1, said: "", problems: expect.stringMatching(/^SIGN_IN_KEYS belongs in/) });
    expect(foreign.problems).not.toContain("canary");
  });

  test("ends with 1 and plain words when the token is none, or Entra refuses it", async () => {
    const none = await run("not a token", []);
    expect(none).toMatchObject({ code: 1, said: "" });
    expect(none.problems).toMatch(/^this is no access token/);
    const token = await stack.fake.control.mintToken({ userId });
    await stack.fake.control.addRule({ door: "entra", match: { grant: "obo" }, response: { aadsts: 65_001 } });
    const refused = await run(token, []);
    expect(refused).toMatchObject({ code: 1, said: "" });
    expect(refused.problems).toMatch(/^the token could not be exchanged: permission_missing: /);
    expect(refused.problems).not.toContain(token.slice(-20));
  });
});
