import admin from "../de/admin";

export default { ...admin };
