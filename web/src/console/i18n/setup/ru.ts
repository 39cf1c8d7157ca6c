import admin from "../ru/admin";
import consultants from "../ru/consultants";
import numbers from "../ru/numbers";

export default { ...consultants, ...admin, ...numbers };
