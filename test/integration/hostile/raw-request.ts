import { connect } from "node:net";

export interface RawAnswer {
  status: number;
  /** Header names in small letters. */
  headers: ReadonlyMap<string, string>;
  body: string;
}

const patienceMs = 20_000;

/** Sends bytes as they are, broken or not, and reads until the server closes; what never ends has status NaN. */
export function sendRaw(port: number, request: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    let text = "";
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", reject).on("close", () => {
      const [head = "", body = ""] = text.split("\r\n\r\n", 2);
      const [statusLine = "", ...lines] = head.split("\r\n");
      const headers = lines.map((line): [string, string] => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      });
      resolve({ status: Number(statusLine.split(" ")[1]), headers: new Map(headers), body });
    });
  });
}
