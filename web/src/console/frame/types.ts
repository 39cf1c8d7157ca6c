/** Names for the schemas that the console uses. */
import type { components } from "../../api/schema";

type Schemas = components["schemas"];

export type Me = Schemas["Me"];
export type Capability = Me["can"][number];
export type StaffConsultant = Schemas["StaffConsultants"]["consultants"][number];
export type BookingRow = Schemas["BookingRow"];
export type BookingList = Schemas["BookingList"];
export type BookingInFull = Schemas["BookingInFull"];
export type AdminBooking = Schemas["AdminBooking"];
export type BookingActed = Schemas["BookingActed"];
export type BookingNotes = Schemas["BookingNotes"];
export type StaffAction = Schemas["StaffAction"];
export type StaffActionRequest = Schemas["StaffActionRequest"];
export type CreateAdminBookingRequest = Schemas["CreateAdminBookingRequest"];
export type Waiver = Schemas["Waiver"];
export type Calendars = Schemas["Calendars"];
export type CalendarDay = Schemas["CalendarDay"];
export type Bulk = Schemas["Bulk"];
export type BulkRequest = Schemas["BulkRequest"];
export type Flag = Schemas["Flag"];
export type Export = Schemas["Export"];
