import { type ToolContract, type ToolPermissions, toolNeeds } from "#common/tools/define-tool.ts";

/** What a tool needs to do everything that it can. */
export const bestOf = ([best]: ToolPermissions): readonly string[] => best.scopes;

/** An address, for the arguments that name somebody else's mailbox or calendar. */
export const somebody = "ada@contoso.com";

/** What single arguments of a tool need beside what every call of it needs. */
export function permissionsByArgument(tool: ToolContract): { argument: string; scopes: readonly string[] }[] {
  const withoutArguments = new Set(bestOf(tool.permissions));
  return Object.keys(tool.inputSchema.shape).flatMap((argument) => {
    const input = tool.inputSchema.safeParse({ [argument]: somebody });
    if (tool.needsOf === undefined || !input.success) return [];
    if (!tool.inputSchema.safeParse({}).success) return []; // a uri: what it needs is its kind's
    const more = bestOf(toolNeeds(tool, input.data).permissions).filter((scope) => !withoutArguments.has(scope));
    return more.length === 0 ? [] : [{ argument, scopes: more }];
  });
}
