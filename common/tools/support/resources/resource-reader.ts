import type { ToolNeeds } from "../../define-tool.ts";
import type { ToolContext } from "../../tool-context.ts";
import type { ResourceContent } from "./resource-content.ts";
import type { ResourceKind, ResourceUri } from "./resource-uri.ts";

export type ResourceOf<Kind extends ResourceKind> = Extract<ResourceUri, { kind: Kind }>;

/** How one kind of resource is read. */
export interface ResourceReader<Kind extends ResourceKind> {
  /** What reading this resource needs. */
  needs(resource: ResourceOf<Kind>): ToolNeeds;
  /** All of the resource; `read_resource` cuts the text into windows. Rejects with a `ToolError`. */
  read(resource: ResourceOf<Kind>, context: ToolContext): Promise<ResourceContent>;
}
