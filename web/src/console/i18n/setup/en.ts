import admin from "../en/admin";
import consultants from "../en/consultants";
import numbers from "../en/numbers";

export default { ...consultants, ...admin, ...numbers };
