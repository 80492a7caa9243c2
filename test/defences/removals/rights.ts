import type { Area } from "../removal.ts";

const inProcesses = { noticedBy: ["test/operations/permissions"], project: "operations" } as const;
const restrict = "common/rights/restrict-process.ts";
const bySignal = { noticedBy: ["test/operations/debugger"], project: "operations" } as const;
const bySignalToCommand = { noticedBy: ["test/unit/deploy/signals-to-commands"] } as const;
const squid = "deploy/egress/squid.conf";
const inEgress = { noticedBy: ["test/unit/deploy/egress"] } as const;

export const rights: Area = {
  name: "what processes may do",
  removals: [
    {
      defence: "puts itself under Node's permission model",
      file: restrict,
      find: "if (!isRestricted(process) && process.execve !== undefined) {",
      put: "if (process.execve === undefined) {",
      ...inProcesses,
    },
    {
      defence: "opens no debugger for a signal",
      file: "common/rights/restrict-process.ts",
      find: '"--disable-sigusr1",',
      put: "",
      noticedBy: ["test/unit/common/rights"],
    },
    {
      defence: "opens no debugger for a signal where somebody else chose the flags",
      file: restrict,
      find: 'process.on("SIGUSR1", () => undefined);',
      put: "",
      ...bySignal,
    },
    {
      defence: "opens no debugger of what starts a command",
      file: "test/bootstrap/run.mjs",
      find: 'process.on("SIGUSR1", () => undefined);',
      put: "",
      ...bySignalToCommand,
    },
    {
      defence: "opens no debugger of the doctor's checks",
      file: "common/doctor/run-part.ts",
      find: '["--disable-sigusr1", entry',
      put: "[entry",
      ...bySignalToCommand,
    },
    {
      defence: "gives the right up to change what Node has compiled",
      file: restrict,
      find: 'for (const folder of compileCache(env)) dropRight(process, "fs.write", folder);',
      put: "",
      ...inProcesses,
    },
    {
      defence: "keeps SQLite from gateways and workers",
      file: "common/rights/restrict-process.ts",
      find: '"--no-experimental-sqlite",',
      put: "",
      ...inProcesses,
    },
    {
      defence: "keeps SQLite from readers of documents",
      file: "workers/documents/process/spawn-extractor.ts",
      find: '"--no-experimental-sqlite",',
      put: "",
      noticedBy: ["test/unit/workers/documents/process/extractor-process.taken-over"],
    },
    {
      defence: "refuses a file with the other process's secrets",
      file: "common/settings-file-problems.ts",
      find: "(isKnown(name) ? [] : describe(name))",
      put: "(isKnown(name) || describe(name) ? [] : [])",
      noticedBy: ["test/unit/common/settings-file"],
    },
    {
      defence: "gives the right up to start threads",
      file: "gateway/start-gateway.ts",
      find: 'dropRight(process, "worker");',
      put: "",
      ...inProcesses,
    },
    {
      defence: "keeps workers in Compose from networks with a way out",
      file: "docker-compose.yml",
      find: "networks: [queue, metrics, egress]",
      put: "networks: [queue, metrics, microsoft]",
      ...inEgress,
    },
    {
      defence: "refuses tunnels to addresses that are not public",
      file: squid,
      find: "http_access deny not_public\n",
      put: "",
      needs: "squid",
      ...inEgress,
    },
    {
      defence: "refuses tunnels to other ports",
      file: squid,
      find: "http_access deny !https\n",
      put: "",
      needs: "squid",
      ...inEgress,
    },
    {
      defence: "counts metadata services as not public",
      file: squid,
      find: "acl not_public dst 169.254.0.0/16 168.63.129.16/32\n",
      put: "",
      ...inEgress,
    },
  ],
};
