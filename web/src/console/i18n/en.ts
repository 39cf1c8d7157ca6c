import frame from "./en/frame";

export default { ...frame };
