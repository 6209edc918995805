// The reference: Swagger UI on the description that the build has made. It loads nothing from another host.
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import { keepComplete } from "./labels.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

const root = document.getElementById("reference");
if (root) keepComplete(root);

const ui = SwaggerUI({
  domNode: root,
  url: "/openapi.json",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  docExpansion: "list",
  filter: true,
  tryItOutEnabled: true,
  // Its own would send the description to another host.
  validatorUrl: null,
  // Without it, the address of the page could name another description, of another host.
  queryConfigEnabled: false,
  // A wrong password is shown as the answer 401. The browser's own window for passwords stays away.
  requestInterceptor: (request) => Object.assign(request, { credentials: "omit" }),
  onComplete: () => {
    // Only in the build for the local run: see xtask/src/web.rs.
    if (SAMPLE) ui.preauthorizeBasic("basic", SAMPLE.user, SAMPLE.password);
    document.getElementById("loading")?.remove();
  },
});
