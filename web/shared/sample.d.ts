/** The sample data that the pages of the local run show; null in the pages that are deployed. esbuild puts it in. */
declare const SAMPLE: { readonly user: string; readonly password: string; readonly interaction: string } | null;
