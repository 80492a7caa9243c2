import { area, without } from "../removal.ts";

const inProcesses = ["test/operations/permissions"];
const restrict = "common/rights/restrict-process.ts";
const bySignal = ["test/operations/debugger"];
const bySignalToCommand = ["test/unit/deploy/signals-to-commands"];
const squid = "deploy/egress/squid.conf";
const inEgress = ["test/unit/deploy/egress"];

export const rights = area("what processes may do", [
  without(restrict, {
    "puts itself under Node's permission model":
      "if (!isRestricted(process) && process.execve !== undefined) { → if (process.execve === undefined) {",
  }),
  without(restrict, inProcesses, {
    "gives the right up to change what Node has compiled": [
      'for (const folder of compileCache(env)) dropRight(process, "fs.write", folder);',
      "",
      "a process that is started as always, without a flag is under",
    ],
    "keeps SQLite from gateways and workers": [
      '"--no-experimental-sqlite",',
      "",
      "a process that is started as always, without a flag is under",
    ],
  }),
  without(restrict, ["test/unit/common/rights"], { "opens no debugger for a signal": '"--disable-sigusr1",' }),
  without(restrict, bySignal, {
    "opens no debugger for a signal where somebody else chose the flags": [
      'process.on("SIGUSR1", () => undefined);',
      "",
      "a gateway, a worker and a reader that get SIGUSR1 open no",
    ],
  }),
  without("test/bootstrap/run.mjs", bySignalToCommand, {
    "opens no debugger of what starts a command": 'process.on("SIGUSR1", () => undefined);',
  }),
  without("common/doctor/run-part.ts", bySignalToCommand, {
    "opens no debugger of the doctor's checks": '["--disable-sigusr1", entry → [entry',
  }),
  without(
    "workers/documents/process/spawn-extractor.ts",
    ["test/unit/workers/documents/process/extractor-process.taken-over"],
    { "keeps SQLite from readers of documents": '"--no-experimental-sqlite",' },
  ),
  without("common/settings.ts", ["test/unit/common/settings-file"], {
    "refuses a file with the other process's secrets":
      "(isKnown(name) ? [] : describe(name)) → (isKnown(name) || describe(name) ? [] : [])",
  }),
  without("gateway/start-gateway.ts", inProcesses, {
    "gives the right up to start threads": [
      'dropRight(process, "worker");',
      "",
      "a process that is started as always, without a flag is under",
    ],
  }),
  without("docker-compose.yml", inEgress, {
    "keeps workers in Compose from networks with a way out":
      "networks: [queue, metrics, egress] → networks: [queue, metrics, microsoft]",
  }),
  without(squid, inEgress, {
    "refuses tunnels to addresses that are not public": "http_access deny not_public\n",
    "refuses tunnels to other ports": "http_access deny !https\n",
  }).map((removal) => ({ ...removal, needs: "squid" })),
  without(squid, inEgress, {
    "counts metadata services as not public": "acl not_public dst 169.254.0.0/16 168.63.129.16/32\n",
  }),
]);
