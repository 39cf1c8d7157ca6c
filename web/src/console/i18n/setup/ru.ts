import admin from "../ru/admin";
import consultants from "../ru/consultants";

export default { ...consultants, ...admin };
