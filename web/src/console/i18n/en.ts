import bookings from "./en/bookings";
import frame from "./en/frame";
import today from "./en/today";

export default { ...frame, ...bookings, ...today };
