import bookings from "./de/bookings";
import frame from "./de/frame";

export default { ...frame, ...bookings };
