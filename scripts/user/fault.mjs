/** A fault that the operator can correct. Its message is one sentence for them. */
export class Fault extends Error {}
