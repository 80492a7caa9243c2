import { alike, area } from "../removal.ts";

const inProcesses = { noticedBy: ["test/operations/permissions"], project: "operations" } as const;
const restrict = "common/rights/restrict-process.ts";
const bySignal = { noticedBy: ["test/operations/debugger"], project: "operations" } as const;
const bySignalToCommand = { noticedBy: ["test/unit/deploy/signals-to-commands"] } as const;
const squid = "deploy/egress/squid.conf";
const inEgress = { noticedBy: ["test/unit/deploy/egress"] } as const;

export const rights = area("what processes may do", [
  ...alike({ file: restrict }, [
    {
      defence: "puts itself under Node's permission model",
      test: "a process that is started as always, without a flag is under",
      find: "if (!isRestricted(process) && process.execve !== undefined) {",
      put: "if (process.execve === undefined) {",
      ...inProcesses,
    },
    { defence: "opens no debugger for a signal", find: '"--disable-sigusr1",', noticedBy: ["test/unit/common/rights"] },
    {
      defence: "opens no debugger for a signal where somebody else chose the flags",
      test: "a gateway, a worker and a reader that get SIGUSR1 open no",
      find: 'process.on("SIGUSR1", () => undefined);',
      ...bySignal,
    },
  ]),
  {
    defence: "opens no debugger of what starts a command",
    file: "test/bootstrap/run.mjs",
    find: 'process.on("SIGUSR1", () => undefined);',
    ...bySignalToCommand,
  },
  {
    defence: "opens no debugger of the doctor's checks",
    file: "common/doctor/run-part.ts",
    find: '["--disable-sigusr1", entry',
    put: "[entry",
    ...bySignalToCommand,
  },
  ...alike({ file: restrict, ...inProcesses }, [
    {
      defence: "gives the right up to change what Node has compiled",
      test: "a process that is started as always, without a flag is under",
      find: 'for (const folder of compileCache(env)) dropRight(process, "fs.write", folder);',
    },
    {
      defence: "keeps SQLite from gateways and workers",
      test: "a process that is started as always, without a flag is under",
      find: '"--no-experimental-sqlite",',
    },
  ]),
  {
    defence: "keeps SQLite from readers of documents",
    file: "workers/documents/process/spawn-extractor.ts",
    find: '"--no-experimental-sqlite",',
    noticedBy: ["test/unit/workers/documents/process/extractor-process.taken-over"],
  },
  {
    defence: "refuses a file with the other process's secrets",
    file: "common/settings.ts",
    find: "(isKnown(name) ? [] : describe(name))",
    put: "(isKnown(name) || describe(name) ? [] : [])",
    noticedBy: ["test/unit/common/settings-file"],
  },
  {
    defence: "gives the right up to start threads",
    test: "a process that is started as always, without a flag is under",
    file: "gateway/start-gateway.ts",
    find: 'dropRight(process, "worker");',
    ...inProcesses,
  },
  {
    defence: "keeps workers in Compose from networks with a way out",
    file: "docker-compose.yml",
    find: "networks: [queue, metrics, egress]",
    put: "networks: [queue, metrics, microsoft]",
    ...inEgress,
  },
  ...alike({ file: squid, ...inEgress }, [
    {
      defence: "refuses tunnels to addresses that are not public",
      find: "http_access deny not_public\n",
      needs: "squid",
    },
    { defence: "refuses tunnels to other ports", find: "http_access deny !https\n", needs: "squid" },
    { defence: "counts metadata services as not public", find: "acl not_public dst 169.254.0.0/16 168.63.129.16/32\n" },
  ]),
]);
