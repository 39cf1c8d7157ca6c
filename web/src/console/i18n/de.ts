import bookings from "./de/bookings";
import calendar from "./de/calendar";
import menu from "./de/menu";
import frame from "./de/frame";
import newBooking from "./de/new";
import today from "./de/today";

export default { ...frame, ...bookings, ...today, ...newBooking, ...calendar, ...menu };
