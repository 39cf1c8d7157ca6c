import frame from "./de/frame";

export default { ...frame };
