import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startControlDoor } from "./control/control-door.ts";
import { createControl, type FakeControl } from "./control/fake-control.ts";
import { seedWorld } from "./data/seed.ts";
import { startDoor } from "./door/door-server.ts";
import { handleEntra, identifyEntraRequest } from "./entra/entra-handler.ts";
import { handleDownload, identifyDownload } from "./graph/files/download-handler.ts";
import { createGraphHandler } from "./graph/graph-handler.ts";
import { seedApps } from "./registrations/seed-apps.ts";
import { createClientCertificate, createTlsCertificate } from "./tls-certificate.ts";
import { createWorld } from "./world/world.ts";

export interface FakeTenantOptions {
  /** Milliseconds since 1970; default the real clock. */
  now?: () => number;
  /** The name in the two base URLs and the certificate; default localhost. */
  hostname?: string;
  /** The address both doors listen on; default 127.0.0.1. */
  listenHost?: string;
  /** Where the doors listen; default free ports. */
  ports?: { entra: number; graph: number; download: number; conversion: number };
  /** The registered applications, with every consent: those of `npm run entra` (default), or none. */
  apps?: "generated" | "none";
}

export interface FakeTenant {
  /** For AZURE_AUTHORITY_HOST. */
  authorityHost: string;
  /** For GRAPH_BASE_URL. */
  graphBaseUrl: string;
  /** For GRAPH_DOWNLOAD_HOSTS: `host:port` where redirects to the bytes of files lead, and to converted files. */
  downloadHosts: { files: string; conversions: string };
  /** PEM file for NODE_EXTRA_CA_CERTS; gone after close. */
  caCertificatePath: string;
  /** Plain HTTP on loopback; see createControlClient. */
  controlUrl: string;
  control: FakeControl;
  close(): Promise<void>;
}

/** Starts a fake Entra ID and a fake Microsoft Graph on free ports, with the demo companies in them. */
export async function startFakeTenant(options: FakeTenantOptions = {}): Promise<FakeTenant> {
  const { now = Date.now, hostname = "localhost", listenHost = "127.0.0.1", apps = "generated" } = options;
  const ports = options.ports ?? { entra: 0, graph: 0, download: 0, conversion: 0 };
  const clock = { offsetMs: 0 };
  const directoryPath = await mkdtemp(join(tmpdir(), "fake-tenant-"));
  const [tls, certificate, world] = await Promise.all([
    createTlsCertificate(hostname),
    createClientCertificate(),
    createWorld(() => now() + clock.offsetMs),
  ]);
  const paths = {
    ca: join(directoryPath, "ca.pem"),
    certificate: join(directoryPath, "server-app.pem"),
    privateKey: join(directoryPath, "server-app.key.pem"),
  };
  await Promise.all([
    writeFile(paths.ca, tls.cert),
    writeFile(paths.certificate, `${certificate.privateKeyPem}\n${certificate.certificatePem}\n`, { mode: 0o600 }),
    writeFile(paths.privateKey, certificate.privateKeyPem, { mode: 0o600 }),
  ]);

  seedWorld(world, { hasGrants: apps === "generated" });
  const seeded = apps === "none" ? undefined : await seedApps(world, certificate);

  const graph = createGraphHandler(world);
  const entraDoor = await startDoor({
    world,
    door: "entra",
    tls,
    listenHost,
    port: ports.entra,
    identify: (request) => identifyEntraRequest(world, request),
    handle: (request) => handleEntra(world, request),
  });
  const graphDoor = await startDoor({ world, door: "graph", tls, listenHost, port: ports.graph, ...graph });
  const startDownloadDoor = (port: number) =>
    startDoor({
      world,
      door: "download",
      tls,
      listenHost,
      port,
      identify: identifyDownload,
      handle: (request) => handleDownload(world, request),
    });
  const downloadDoor = await startDownloadDoor(ports.download);
  const conversionDoor = await startDownloadDoor(ports.conversion);
  world.endpoints.authorityHost = `https://${hostname}:${entraDoor.port}`;
  world.endpoints.graphBaseUrl = `https://${hostname}:${graphDoor.port}`;
  world.endpoints.downloadBaseUrl = `https://${hostname}:${downloadDoor.port}`;
  world.endpoints.conversionBaseUrl = `https://${hostname}:${conversionDoor.port}`;

  const control = createControl({
    world,
    clock,
    seeded,
    credentialPaths: { certificatePath: paths.certificate, privateKeyPath: paths.privateKey },
  });
  const controlDoor = await startControlDoor(control);
  return {
    authorityHost: world.endpoints.authorityHost,
    graphBaseUrl: world.endpoints.graphBaseUrl,
    downloadHosts: { files: `${hostname}:${downloadDoor.port}`, conversions: `${hostname}:${conversionDoor.port}` },
    caCertificatePath: paths.ca,
    controlUrl: controlDoor.url,
    control,
    async close() {
      const doors = [entraDoor, graphDoor, downloadDoor, conversionDoor, controlDoor];
      await Promise.all(doors.map((door) => door.close()));
      await rm(directoryPath, { recursive: true, force: true });
    },
  };
}
