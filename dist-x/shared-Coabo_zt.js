export { t as createAgent } from "./shared-B0rgIVe5.js";
