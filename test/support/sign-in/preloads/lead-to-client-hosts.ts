// Loaded into a gateway before anything else: to it, the hosts of clients' documents are on the internet, at a public
// address of their own, with certificates that it trusts. In truth they are on this computer.
import { Resolver } from "node:dns/promises";
import tls from "node:tls";
import { leadHere } from "#test/support/lead-here.ts";

const { CLIENT_HOSTS = "", CLIENT_HOSTS_PORT, CLIENT_HOSTS_CERTIFICATE = "" } = process.env;
const hosts = new Set(CLIENT_HOSTS.split(","));
const publicAddress = "93.184.216.34";
const resolve4 = Resolver.prototype.resolve4;

Resolver.prototype.resolve4 = async function (this: Resolver, ...asked: Parameters<typeof resolve4>) {
  return hosts.has(asked[0]) ? [publicAddress] : await resolve4.apply(this, asked);
} as typeof resolve4;
tls.setDefaultCACertificates([...tls.getCACertificates("default"), CLIENT_HOSTS_CERTIFICATE]);
leadHere((host) => (hosts.has(host) ? Number(CLIENT_HOSTS_PORT) : undefined));
