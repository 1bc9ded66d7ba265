/** What stops a command and is no defect of it. Its message says what is wrong, where, and what to do. */
export class Failure extends Error {}
