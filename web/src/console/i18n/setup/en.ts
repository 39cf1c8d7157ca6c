import admin from "../en/admin";
import consultants from "../en/consultants";

export default { ...consultants, ...admin };
