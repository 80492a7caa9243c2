import type { Rights } from "#common/rights/permission-flags.ts";

/** What a worker may do. Processes read documents, and the watchdog is a thread that asks the main thread. */
export const workersRights: Rights = {
  program: ["workers", "reader-sandbox.bpf"],
  readSettings: ["AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"],
  read: ["/proc/thread-self/stat"],
  allow: ["child-process", "inspector", "worker"],
};
