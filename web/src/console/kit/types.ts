/** Names for the schemas of the pages that set the system up. */
import type { components } from "../../api/schema";

export type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type Role = Account["roles"][number];
export type TrailEntry = Schemas["TrailEntry"];
export type Integrations = Schemas["Integrations"];
export type Profile = Schemas["StaffConsultant"];
export type ProfileDraft = Schemas["ProfileRequest"];
export type StaffList = Schemas["StaffConsultants"]["consultants"];
export type WorkingTime = Schemas["WorkingTime"];
export type WorkingTimeDraft = Schemas["WorkingTimeRequest"];
export type Schedule = Schemas["Schedule"];
export type DayHours = Schemas["DayHours"];
export type Span = Schemas["Window"];
export type Rules = Schemas["Rules"];
export type Preview = Schemas["SchedulePreview"];
export type OutsideBooking = Schemas["OutsideBooking"];
export type Absence = Schemas["Absence"];
export type AbsenceCreated = Schemas["AbsenceCreated"];
export type SlotExplanation = Schemas["SlotExplanation"];
