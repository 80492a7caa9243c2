import { gunzipSync } from "node:zlib";
import { Agent } from "undici";
import { graphPath } from "../../mail-search.ts";
import { type FloorPart, needed } from "../floor-settings.ts";

const connections = 64;

/** Asks the played Graph the product's question, by connections that stay open, unpacks and parses its answer. */
export const graphRequest: FloorPart = async (_app, settings) => {
  const origin = needed(settings.GRAPH_BASE_URL, "GRAPH_BASE_URL");
  const tokens = needed(settings.FLOOR_GRAPH_TOKENS, "FLOOR_GRAPH_TOKENS").split(",");
  const agent = new Agent({ connections, pipelining: 1, allowH2: false });
  return async (index) => {
    const { statusCode, body } = await agent.request({
      origin,
      path: graphPath,
      method: "GET",
      headers: { authorization: `Bearer ${tokens[index % tokens.length]}`, "accept-encoding": "gzip" },
    });
    const page = JSON.parse(gunzipSync(await body.bytes()).toString());
    return statusCode === 200 && page.value.length > 0 ? "ok" : `http_${statusCode}`;
  };
};
