import numbers from "../en/numbers";
import settings from "../en/settings";
import templates from "../en/templates";

export default { ...numbers, ...settings, ...templates };
