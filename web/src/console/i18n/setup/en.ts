import admin from "../en/admin";

export default { ...admin };
