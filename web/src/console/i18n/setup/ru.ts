import admin from "../ru/admin";

export default { ...admin };
