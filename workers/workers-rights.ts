import type { Rights } from "#common/rights/restrict-process.ts";

/** What a worker may do. Processes read documents, and the watchdog is a thread. */
export const workersRights: Rights = {
  program: ["workers", "reader-sandbox.bpf"],
  readSettings: ["AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE"],
  allow: ["child-process", "worker"],
};
