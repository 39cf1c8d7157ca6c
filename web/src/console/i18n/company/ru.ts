import templates from "../ru/templates";

export default { ...templates };
