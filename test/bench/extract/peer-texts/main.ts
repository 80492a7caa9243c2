import { referenceDocuments } from "../documents.ts";
import { type Peer, peers } from "../peers.ts";

// Prints the texts of all documents of a format as one library reads them. In a process of its own, since libraries
// with other versions of pdf.js get in each other's way. Arguments: the library and the format.

const longestMs = 20_000;

/** A document that can't be read, or not in time, has no text. */
async function textBy(peer: Peer, bytes: Uint8Array, format: string): Promise<string> {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(""), longestMs);
  try {
    return await Promise.race([peer.read(bytes.slice(), format), late]);
  } catch {
    return "";
  } finally {
    clearTimeout(timer);
  }
}

const [name, format = ""] = process.argv.slice(2);
const peer = peers.find((one) => one.name === name);
if (!peer) throw new Error(`There is no library ${name}`);
const texts: Record<string, string> = {};
for (const document of referenceDocuments()) {
  if (document.format === format) texts[document.name] = await textBy(peer, document.bytes, format);
}
process.stdout.write(`\n${JSON.stringify(texts)}`, () => process.exit(0));
