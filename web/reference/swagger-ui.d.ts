/** What the reference uses of Swagger UI, which has no types of its own. */
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface Options {
    domNode: HTMLElement | null;
    url: string;
    deepLinking: boolean;
    defaultModelsExpandDepth: number;
    displayRequestDuration: boolean;
    docExpansion: "list" | "full" | "none";
    filter: boolean;
    tryItOutEnabled: boolean;
    validatorUrl: null;
    queryConfigEnabled: boolean;
    requestInterceptor: (request: object) => object;
    onComplete: () => void;
  }
  export default function SwaggerUI(options: Options): { preauthorizeBasic(scheme: string, user: string, password: string): void };
}
