import frame from "./ru/frame";

export default { ...frame };
