import numbers from "../ru/numbers";
import templates from "../ru/templates";

export default { ...numbers, ...templates };
