/** What the server refuses, with its SQLSTATE. */
export class DatabaseFault extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The connection is lost; `pg` says it without a SQLSTATE. */
export class ConnectionLost extends Error {
  constructor(message = 'Connection terminated unexpectedly') {
    super(message);
  }
}
