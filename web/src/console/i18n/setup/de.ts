import admin from "../de/admin";
import consultants from "../de/consultants";
import numbers from "../de/numbers";

export default { ...consultants, ...admin, ...numbers };
