import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type NumbersReport = Schemas["NumbersReport"];
export type NumbersFigure = Schemas["NumbersFigure"];
export type NumbersMeasure = Schemas["NumbersMeasure"];
export type NumbersTable = Schemas["NumbersTable"];

/** The reports, in the order of their choice. */
export const REPORTS = [
  "dashboard",
  "outcomes",
  "trends",
  "lead",
  "sources",
  "patterns",
  "consultants",
  "clients",
  "satisfaction",
] as const;
export type ReportName = (typeof REPORTS)[number];

/** The path of a report, below `/v1`. */
export const reportPath = (name: ReportName) =>
  name === "dashboard" ? "/admin/dashboard" : `/admin/analytics/${name}`;
