import templates from "../en/templates";

export default { ...templates };
