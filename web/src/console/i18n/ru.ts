import bookings from "./ru/bookings";
import frame from "./ru/frame";

export default { ...frame, ...bookings };
