import bookings from "./ru/bookings";
import frame from "./ru/frame";
import newBooking from "./ru/new";
import today from "./ru/today";

export default { ...frame, ...bookings, ...today, ...newBooking };
