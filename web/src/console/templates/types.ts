import type { Schemas } from "../kit/types";

export type Template = Schemas["Template"];
export type TemplateTexts = Schemas["TemplateTexts"];
export type TemplatePreview = Schemas["TemplatePreview"];
export type Draft = Schemas["TemplateDraft"];
