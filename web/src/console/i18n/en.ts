import bookings from "./en/bookings";
import calendar from "./en/calendar";
import menu from "./en/menu";
import frame from "./en/frame";
import newBooking from "./en/new";
import today from "./en/today";

export default { ...frame, ...bookings, ...today, ...newBooking, ...calendar, ...menu };
