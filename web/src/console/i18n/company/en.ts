import numbers from "../en/numbers";
import templates from "../en/templates";

export default { ...numbers, ...templates };
