/** Names for the schemas of the pages that set the system up. */
import type { components } from "../../api/schema";

export type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type Role = Account["roles"][number];
export type TrailEntry = Schemas["TrailEntry"];
export type Integrations = Schemas["Integrations"];
