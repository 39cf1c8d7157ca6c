import admin from "../de/admin";
import consultants from "../de/consultants";

export default { ...consultants, ...admin };
