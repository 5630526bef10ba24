type Json = Readonly<Record<string, unknown>>;

/** An operation of the OpenAPI document, references resolved. */
export interface FuzzedOperation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly schema: Json;
    example: unknown;
  }[];
  readonly body: { readonly schema: Json; readonly example: unknown } | null;
  readonly bodyTypes: readonly string[];
}

/** A part of a path: sent as it is, or the n-th thing that is known to be there. */
export type PathPart = string | { readonly known: number };

export interface HostileRequest {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly pathParts: Readonly<Record<string, PathPart>>;
  /** Already encoded. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As latin1, so that a message can print it. */
  readonly body: string | null;
  /** Content-Type, where the body was made for one; else any. */
  readonly bodyType?: Readonly<Record<string, string>>;
}
