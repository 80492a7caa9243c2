import { readFile } from "node:fs/promises";
import tls from "node:tls";

/**
 * Makes this process accept one more certificate authority, for every later connection. NODE_EXTRA_CA_CERTS does that
 * for the other processes; it can't be set once a process runs.
 */
export async function trustCertificate(path: string): Promise<void> {
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), await readFile(path, "utf8")]);
}
