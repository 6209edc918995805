// The events of this Worker.
export { fetch } from "./index.js";
import { fetch } from "./index.js";
export default { fetch };
