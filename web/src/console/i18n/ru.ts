import bookings from "./ru/bookings";
import frame from "./ru/frame";
import today from "./ru/today";

export default { ...frame, ...bookings, ...today };
