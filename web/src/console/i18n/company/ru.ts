import numbers from "../ru/numbers";
import settings from "../ru/settings";
import templates from "../ru/templates";

export default { ...numbers, ...settings, ...templates };
