import type { Consultant } from "../api/types";
import type { TextKey } from "../i18n/catalogue";

export const EXPERIENCE: Record<NonNullable<Consultant["experience"]>, TextKey> = {
  junior: "experience.junior",
  mid: "experience.mid",
  senior: "experience.senior",
  expert: "experience.expert",
};
