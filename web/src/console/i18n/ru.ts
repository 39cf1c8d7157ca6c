import bookings from "./ru/bookings";
import calendar from "./ru/calendar";
import menu from "./ru/menu";
import frame from "./ru/frame";
import newBooking from "./ru/new";
import today from "./ru/today";

export default { ...frame, ...bookings, ...today, ...newBooking, ...calendar, ...menu };
