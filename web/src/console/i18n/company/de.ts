import numbers from "../de/numbers";
import templates from "../de/templates";

export default { ...numbers, ...templates };
