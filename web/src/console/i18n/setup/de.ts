import admin from "../de/admin";
import consultants from "../de/consultants";
import away from "../de/away";

export default { ...away, ...consultants, ...admin };
