/**
 * Preloaded into the peer, which has no setting for where Microsoft is: its requests to Entra and Graph go to the
 * played ones instead. Costs it one comparison of strings per request.
 */
const redirects = [
  ["https://graph.microsoft.com", process.env.PEER_GRAPH_ORIGIN],
  ["https://login.microsoftonline.com", process.env.PEER_ENTRA_ORIGIN],
] as const;
const original = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const address = String(input instanceof Request ? input.url : input);
  for (const [from, to] of redirects) {
    if (!address.startsWith(from)) continue;
    const moved = `${to}${address.slice(from.length)}`;
    return original(input instanceof Request ? new Request(moved, input) : moved, init);
  }
  return original(input, init);
};
