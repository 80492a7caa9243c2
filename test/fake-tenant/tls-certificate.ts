import { createHash, randomUUID, X509Certificate } from "node:crypto";
import { generate } from "selfsigned";
import type { ClientCertificate } from "./world/apps.ts";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * A certificate for localhost and the names given, which is its own authority: for NODE_EXTRA_CA_CERTS. Each has a name
 * of its own, because OpenSSL finds an authority by name and would mix several of the same up.
 */
export async function createTlsCertificate(...hostnames: string[]): Promise<{ key: string; cert: string }> {
  const names = [...new Set(["localhost", ...hostnames])];
  const made = await generate([{ name: "commonName", value: `Fake tenant ${randomUUID()}` }], {
    keyType: "ec",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + 30 * dayMs),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", digitalSignature: true, keyCertSign: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          { type: 7, ip: "127.0.0.1" },
          { type: 7, ip: "::1" },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/**
 * A certificate by which the Server app proves itself, as an admin would upload it to its registration: valid for a
 * month already, and for so many days from now.
 */
export async function createClientCertificate(days = 365): Promise<ClientCertificate> {
  const made = await generate([{ name: "commonName", value: "m365-connector" }], {
    keyType: "rsa",
    keySize: 2048,
    algorithm: "sha256",
    notBeforeDate: new Date(Date.now() - 30 * dayMs),
    notAfterDate: new Date(Date.now() + days * dayMs),
  });
  const der = new X509Certificate(made.cert).raw;
  return {
    thumbprintSha256: createHash("sha256").update(der).digest("hex"),
    certificatePem: made.cert,
    privateKeyPem: made.private,
  };
}
