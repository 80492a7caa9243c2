const loopback =
  /^http:\/\/(?<host>localhost|127\.0\.0\.1|\[::1\])(?::(?<port>[1-9]\d{0,4}))?(?<path>\/[A-Za-z0-9._~/-]{0,199})?$/;

const httpPort = 80;
const highestPort = 65_535;

function parse(address: string): { host: string; port: number; path: string } | undefined {
  const { host, port, path = "" } = loopback.exec(address)?.groups ?? {};
  const number = Number(port ?? httpPort);
  if (host === undefined || number > highestPort) return undefined;
  const segments = path.split("/").slice(1);
  const isPlain = segments.every((segment, at) => {
    return segment !== "." && segment !== ".." && (segment !== "" || at === segments.length - 1);
  });
  return isPlain ? { host, port: number, path } : undefined;
}

/**
 * The port of a program on the person's own machine that listens for the code (RFC 8252 7.3), with any path: clients
 * differ in it. Undefined for every other address, and for a path with dot segments or empty ones.
 */
export const loopbackPort = (address: string): number | undefined => parse(address)?.port;

/** The same address without its port, which is free; another address as it is. */
export function withoutLoopbackPort(address: string): string {
  const parsed = parse(address);
  return parsed === undefined ? address : `http://${parsed.host}${parsed.path}`;
}
