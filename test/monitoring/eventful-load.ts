import { randomBytes, randomUUID } from "node:crypto";
import { closeSync, openSync } from "node:fs";
import { Redis } from "ioredis";
import { frameFields, jobSchema, keyPrefix } from "#common/queue/protocol.ts";
import { trustCertificate } from "#test/demo/stage/trust.ts";
import type { Rule, RuleResponse } from "#test/fake-tenant/world/rules.ts";
import { startInTurnProxy } from "#test/support/in-turn-proxy.ts";
import { metricValue } from "#test/support/metric-values.ts";
import { postToolCall } from "#test/support/raw-mcp.ts";
import { profileOf } from "#test/support/sign-in/client-profiles.ts";
import { signIn } from "#test/support/sign-in/sign-in.ts";
import { type GatewayProcess, type Stack, startStack, type WorkerProcess } from "#test/support/stack.ts";
import { createTenantsFile } from "#test/support/tenants-file.ts";
import { personNamed } from "#test/support/tool-answers.ts";
import { until } from "#test/support/until.ts";

/** The product in a bad hour: everything that a dashboard shows happens in it. */
export type EventfulLoad = Awaited<ReturnType<typeof startEventfulLoad>>;

const scopes = ["User.Read", "Mail.Read", "Calendars.Read", "Chat.Read", "Sites.Read.All", "Files.Read.All"];

/** Who meets what. Each has a mailbox at the demo's first company. */
const cast = {
  /** Too many calls at once. */
  hana: undefined,
  /** Reads documents. */
  kenji: undefined,
  /** Throttled by Outlook. */
  yuki: { door: "graph", pathPattern: "/messages", response: { status: 429, headers: { "retry-after": "1" } } },
  /** Microsoft Search is down for them, and for Yuki. */
  daniel: { door: "graph", pathPattern: "/search/query", response: { status: 503 } },
  priya: { door: "graph", pathPattern: "/search/query", response: { status: 500 } },
  /** Something for an admin to grant, something that a policy forbids. */
  tom: { door: "entra", response: { aadsts: 65_001 } },
  mei: { door: "entra", response: { aadsts: 53_003 } },
  /** A session that was ended. */
  aiko: { door: "entra", response: { aadsts: 50_173 } },
  /** Conditional Access asks for more, each time for something else. */
  info: undefined,
} as const satisfies Record<string, { door: Rule["door"]; pathPattern?: string; response: RuleResponse } | undefined>;

type Person = keyof typeof cast;

async function findPeople(stack: Stack): Promise<Record<Person, string>> {
  const [tenant] = (await stack.fake.control.directory()).tenants;
  const idOf = (name: string) => tenant?.users.find((user) => user.mail?.match(/^\w+/)?.[0] === name)?.id ?? "";
  return Object.fromEntries(Object.keys(cast).map((name) => [name, idOf(name)])) as Record<Person, string>;
}

/** An address at which people sign in, and how somebody does so and renews the token. Every second renewal fails. */
async function openSignIn({ fake }: Stack) {
  const { control } = fake;
  await trustCertificate(fake.caCertificatePath);
  const origins: string[] = [];
  const proxy = await startInTurnProxy(() => origins);
  const mcpUrl = `${proxy.origin}/mcp`;
  await control.addRule({ door: "entra", match: { grant: "refresh" }, every: 2, response: { aadsts: 53_003 } });
  const { serverApp, signInApp } = await control.directory();
  const { userPrincipalName: account } = await personNamed(fake, "kenji.tanaka");
  return {
    settings: {
      MCP_PUBLIC_URL: mcpUrl,
      APP_ID_URI: `api://${serverApp.clientId}`,
      SIGN_IN_CLIENT_ID: signInApp.clientId,
      SIGN_IN_KEYS: `test:${randomBytes(32).toString("base64")}`,
    },
    servedBy: (gateway: GatewayProcess) => origins.push(new URL(gateway.mcpUrl).origin),
    async signInAndRenew() {
      const { renew } = await signIn({ mcpUrl, profile: profileOf("Claude Code"), account });
      await renew().catch(() => undefined);
    },
    close: proxy.close,
  };
}

async function playTrouble({ fake }: Stack, people: Record<Person, string>): Promise<void> {
  await fake.control.setBehaviour({ graphLatencyMs: 40 });
  const { pathPattern, response } = cast.daniel;
  await fake.control.addRule({ door: "graph", match: { userId: people.yuki, pathPattern }, response });
  for (const [name, trouble] of Object.entries(cast)) {
    if (trouble === undefined) continue;
    const { door, response } = trouble;
    const more = "pathPattern" in trouble ? { pathPattern: trouble.pathPattern } : { grant: "obo" as const };
    await fake.control.addRule({ door, match: { userId: people[name as Person], ...more }, response });
  }
}

/** Starts it all: a gateway with every feature on, one whose audit log can't be written, one that is going to die. */
export async function startEventfulLoad() {
  const stack = await startStack({
    workers: 0,
    // The first gateway dies soon; its job must expire while we watch.
    gatewayEnvironment: { CALL_TIMEOUT_MS: "2000", QUEUE_WAIT_MS: "2000" },
  });
  const { control } = stack.fake;
  const { serverApp, tenants } = await control.directory();
  const tenantId = tenants[0]?.id ?? "";
  const people = await findPeople(stack);
  await control.setGrants(tenantId, scopes);
  const drive = await control.addFile(people.kenji, { path: "Load/roast.csv", text: "bean,kg\nGeisha,3\n" });
  await control.addFile(people.kenji, {
    path: "Load/broken.docx",
    base64: Buffer.from("PK\u0003\u0004 and then no archive").toString("base64"),
  });
  await playTrouble(stack, people);
  const tenantsFile = createTenantsFile();
  tenantsFile.write(`tenants:\n  - id: ${tenantId}\n...\n`);
  const signIns = await openSignIn(stack);
  const fullDisk = openSync("/dev/full", "w");
  const credential = { AZURE_CLIENT_SECRET: "", AZURE_CLIENT_CERTIFICATE_PATH: serverApp.certificatePath };
  const [doomedGateway] = stack.gateways;
  const patient = { CALL_TIMEOUT_MS: "25000", QUEUE_WAIT_MS: "15000" };
  const [gateway, unaudited, worker, doomedWorker] = await Promise.all([
    stack.startGateway({
      ...patient,
      ...signIns.settings,
      TENANTS_FILE: tenantsFile.path,
      MAX_CALLS_PER_USER: "4",
    }),
    stack.startGateway(patient, { stdout: fullDisk }),
    stack.startWorker({ ...credential, WORKER_WORKLOADS: "search,outlook,files" }),
    stack.startWorker({ WORKER_WORKLOADS: "teams" }),
  ]);
  closeSync(fullDisk);
  signIns.servedBy(gateway);
  const redis = new Redis(stack.redis.connection);
  const keptToken = await control.mintToken({ userId: people.hana });
  const origin = new URL(gateway.mcpUrl).origin;

  async function call(url: string, person: Person, tool: string, args: Record<string, unknown> = {}): Promise<void> {
    const token = person === "hana" ? keptToken : await control.mintToken({ userId: people[person] });
    const response = await postToolCall("modern", { url, token, tool, args });
    await response.text();
  }
  const ask = (person: Person, tool: string, args?: Record<string, unknown>) =>
    call(gateway.mcpUrl, person, tool, args);
  const read = (name: string) => ask("kenji", "read_resource", { uri: `file:///${drive.driveId}/Load/${name}` });

  /** Words in the reply streams that no worker has written. */
  async function forgeFrames(): Promise<void> {
    for (const stream of await redis.keys(`${keyPrefix}:replies:*`))
      await redis.xadd(stream, "*", frameFields.requestId, randomUUID());
  }

  async function askForMoreClaims(): Promise<void> {
    const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: randomUUID() } } });
    const match = { userId: people.info, grant: "obo" } as const;
    await control.addRule({ door: "entra", match, times: 1, response: { aadsts: 50_076, claims } });
    await ask("info", "outlook_email_search");
  }

  /** A second's worth of calls of all kinds. */
  async function round(): Promise<void> {
    await forgeFrames();
    await Promise.all([
      ...Array.from({ length: 6 }, () => ask("hana", "outlook_email_search")),
      ask("yuki", "outlook_email_search"),
      ...(["daniel", "priya", "yuki"] as const).flatMap((person) =>
        Array.from({ length: 3 }, () => ask(person, "sharepoint_search", { query: "roast" })),
      ),
      ...(["tom", "mei", "aiko"] as const).map((person) => ask(person, "outlook_calendar_search")),
      read("roast.csv"),
      read("broken.docx"),
      askForMoreClaims(),
      fetch(gateway.mcpUrl, { method: "POST" }),
      fetch(`${origin}/mcp/oauth/authorize?client_id=nobody`, { redirect: "manual" }),
      signIns.signInAndRenew(),
      call(unaudited.mcpUrl, "hana", "outlook_email_search"),
    ]);
  }

  /** When the job expires that waits for a worker for Teams; undefined when there is none. */
  async function waitingJob(): Promise<number | undefined> {
    const keys = await redis.keys(`${keyPrefix}:tool-calls-teams:????????-????-????-????-????????????`);
    const jobs = await Promise.all(keys.map((key) => redis.hmget(key, "data", "processedOn")));
    const [data] = jobs.find(([, startedAt]) => startedAt === null) ?? [];
    return jobSchema.safeParse(JSON.parse(data ?? "null")).data?.expiresAt;
  }

  /** Once: a worker dies in the middle of a job, and a gateway before its job begins. Resolves to who takes over. */
  async function loseProcesses(): Promise<WorkerProcess> {
    await control.addRule({
      door: "graph",
      match: { userId: people.kenji, pathPattern: "/search/query" },
      times: 1,
      response: { hang: true },
    });
    const chats = { query: "roast" };
    void ask("kenji", "chat_message_search", chats).catch(() => undefined);
    await until("a busy worker", async () => (await metricValue(doomedWorker.opsUrl, "m365_worker_jobs_active")) === 1);
    doomedWorker.kill("SIGKILL");
    void call(doomedGateway.mcpUrl, "kenji", "chat_message_search", chats).catch(() => undefined);
    const expiresAt = await until("the job that nobody takes", () => waitingJob());
    doomedGateway.kill("SIGKILL");
    await until("its end", () => Date.now() > expiresAt);
    return await stack.startWorker({ WORKER_WORKLOADS: "teams" });
  }

  return {
    gateways: [gateway, unaudited],
    workers: [worker],
    loseProcesses,
    round,
    async stop() {
      redis.disconnect();
      await Promise.all([stack.stop(), signIns.close()]);
    },
  };
}
