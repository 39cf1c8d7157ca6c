import numbers from "../de/numbers";
import settings from "../de/settings";
import templates from "../de/templates";

export default { ...numbers, ...settings, ...templates };
