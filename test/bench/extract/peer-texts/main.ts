import { peers } from "../peers.ts";

// Answers each document that its parent sends with the text that one library gives, whose name is the argument. In a
// process of its own, since libraries with other versions of pdf.js get in each other's way, and may never end.

const peer = peers.find((one) => one.name === process.argv[2]);
if (!peer) throw new Error(`There is no library ${process.argv[2]}`);

process.on("message", async ({ bytes, format }: { bytes: Uint8Array; format: string }) => {
  try {
    process.send?.({ text: await peer.read(bytes.slice(), format) });
  } catch (error) {
    process.send?.({ problem: String(error) });
  }
});
