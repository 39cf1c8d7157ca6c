import bookings from "./en/bookings";
import frame from "./en/frame";

export default { ...frame, ...bookings };
