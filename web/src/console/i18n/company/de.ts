import templates from "../de/templates";

export default { ...templates };
