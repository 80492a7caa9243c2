import { describe, expect, test } from "vitest";
import { nameOfCall } from "#common/call.ts";
import { catalog } from "#common/tools/catalog.ts";
import { type CallTool, UnknownToolError } from "#gateway/call-tool.ts";
import { policiesWithTools } from "../composites/composite-gateway.ts";
import { eras, legacy, modern, type Posted, routeOf } from "./transport/mcp-app.ts";

const toolNames = catalog.map(({ name }) => name);
/** Answers by the name of the tool that is called. */
const nameTool: CallTool = async ({ call }) => {
  if (nameOfCall(call) === "other") throw new UnknownToolError();
  return { content: [Buffer.from("[]")], structuredContent: { called: nameOfCall(call) } };
};

interface Listed {
  name: string;
  description: string;
}

function appWith(options: Parameters<typeof routeOf>[1] = {}) {
  const ask = routeOf(nameTool, options);
  const result = async (posted: Posted, query: string) => (await ask(posted, query)).message;
  return {
    result,
    listed: async (query: string) =>
      ((await result(modern("tools/list"), query)) as { result: { tools: Listed[] } }).result.tools,
  };
}

const names = (listed: readonly Listed[]) => listed.map(({ name }) => name);

describe.each(eras)("a client of MCP %s", (_era, request) => {
  const { result } = appWith();
  const call = (name: string) => request("tools/call", { name, arguments: {} });

  test("is offered the composite tools that its address names, and by default none", async () => {
    const offered = async (query: string) => {
      const answer = (await result(request("tools/list", {}), query)) as { result: { tools: Listed[] } };
      return names(answer.result.tools);
    };
    expect(await offered("")).toEqual(toolNames);
    expect(await offered("?tools=search,fetch")).toEqual(["search", "fetch"]);
    expect(await offered("?tools=fetch,get_me")).toEqual(["get_me", "fetch"]);
  });

  test("can call a composite tool that it names, and no other", async () => {
    const called = (name: string) => ({ result: { structuredContent: { called: name } } });
    expect(await result(call("search"), "?tools=search,fetch")).toMatchObject(called("search"));
    for (const query of ["", "?tools=fetch", "?tools=get_me"]) {
      expect(await result(call("search"), query)).toMatchObject({ error: { code: -32_602 } });
    }
    expect(await result(call("get_me"), "?tools=search")).toMatchObject({ error: { code: -32_602 } });
  });

  test("is told to read by what it is offered", async () => {
    const parameters = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "a", version: "1" } };
    const discover = request === modern ? modern("server/discover") : legacy("initialize", parameters);
    const instructions = async (query: string) => JSON.stringify(await result(discover, query));
    expect(await instructions("")).toContain("search first, then read_resource with the uri of a hit");
    expect(await instructions("?tools=search,fetch")).toContain("search first, then fetch with the id of a result");
  });
});

describe.each<[who: string, options: Parameters<typeof appWith>[0], tools: string[], says: string | undefined]>([
  [
    "whose organisation has enabled the search of mail alone",
    { policies: policiesWithTools("outlook_email_search") },
    ["search"],
    "Searches email at once.",
  ],
  ["whose organisation has enabled nothing behind them", { policies: policiesWithTools("get_me") }, [], undefined],
  ["who has granted calendars alone", { granted: ["Calendars.Read"] }, ["search", "fetch"], "Searches calendar events"],
])("somebody %s", (_who, options, tools, says) => {
  const { listed } = appWith(options);

  test("is offered the composite tools that have something to ask, and is told what", async () => {
    const offered = await listed("?tools=search,fetch");
    expect(names(offered)).toEqual(tools);
    if (says !== undefined) expect(offered[0]?.description).toContain(says);
  });
});
