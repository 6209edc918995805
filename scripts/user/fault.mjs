/** A fault that the operator can correct; its message is one sentence for them. */
export class Fault extends Error {}
