import admin from "../en/admin";
import consultants from "../en/consultants";
import away from "../en/away";

export default { ...away, ...consultants, ...admin };
