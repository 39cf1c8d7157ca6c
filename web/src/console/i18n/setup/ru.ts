import admin from "../ru/admin";
import consultants from "../ru/consultants";
import away from "../ru/away";

export default { ...away, ...consultants, ...admin };
