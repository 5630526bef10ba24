import { Client, type ClientConfig } from 'pg';

/**
 * What the statements of this project rely on, whatever is the default of the server, database or role. Left alone are
 * settings that change only speed (planner, memory), durability (`synchronous_commit`) and where files lie.
 *
 * `row_security = off` makes a policy that hides rows an error: with `on`, hidden variants would be missing costs.
 */
const SETTINGS = {
  search_path: 'public',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  exit_on_error: 'off',
  client_min_messages: 'notice',
  row_security: 'off',
  default_table_access_method: 'heap',
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  backslash_quote: 'safe_encoding',
  quote_all_identifiers: 'off',
  array_nulls: 'on',
  transform_null_equals: 'off',
  xmloption: 'content',
} as const;

/**
 * Settings that not every version has (an old server must get as far as the check of its version), or that only a
 * superuser may set: set only where they differ.
 * `session_replication_role = replica` would switch off the triggers that record changes.
 */
const SETTINGS_WHERE_THEY_DIFFER = {
  idle_session_timeout: '0',
  transaction_timeout: '0',
  restrict_nonsystem_relation_kind: '',
  session_replication_role: 'origin',
} as const;

type Connected = ((error: Error) => void) | ((error: null, client: Client) => void);

/** Limits that a caller may give a connection, in milliseconds. */
const LIMITS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const;

/** What pg has made of configuration, URL and environment. */
interface ConnectionParameters extends Record<(typeof LIMITS)[number], string | number | boolean | undefined> {
  readonly options?: string;
}

/**
 * A connection whose session has the settings above from its first statement on. They are sent as one message after the
 * start, which costs one round trip: PgBouncer refuses start-up parameters that it does not know, and those that it
 * knows would not reach the server's session. What `options` of the URL (or PGOPTIONS) sets is left as it says, and
 * `lock_timeout` and the other limits of `ClientConfig` are kept. Losing the connection never ends the process.
 */
export class SessionClient extends Client {
  private readonly settings: string;

  constructor(config?: string | ClientConfig) {
    super(config);
    // A lost connection fails the query that runs or comes next; as an event it would end the process.
    this.on('error', () => undefined);
    const { connectionParameters } = this as unknown as { readonly connectionParameters: ConnectionParameters };
    this.settings = settingsSql(connectionParameters);
    for (const limit of LIMITS) connectionParameters[limit] = undefined;
  }

  override connect(): Promise<Client>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<Client> | void {
    const ready = this.connectAndSet();
    if (!callback) return ready;
    ready.then(
      (client) => (callback as (error: null, client: Client) => void)(null, client),
      callback as (error: Error) => void,
    );
  }

  private async connectAndSet(): Promise<Client> {
    await super.connect();
    try {
      await this.query(this.settings);
      return this;
    } catch (error) {
      await this.end().catch(() => undefined);
      throw error;
    }
  }
}

function settingsSql(parameters: ConnectionParameters): string {
  const isGiven = (name: string): boolean => new RegExp(`\\b${name}\\s*=`, 'i').test(parameters.options ?? '');
  const limits = LIMITS.flatMap((name) => (parameters[name] ? [[name, String(Number(parameters[name]))]] : []));
  const values = { ...SETTINGS, ...Object.fromEntries(limits) } as Readonly<Record<string, string>>;
  const sets = Object.entries(values)
    .filter(([name]) => !isGiven(name))
    .map(([name, value]) => `SET ${name} = ${name === 'search_path' ? value : `'${value}'`}`);
  const others = Object.entries(SETTINGS_WHERE_THEY_DIFFER)
    .filter(([name]) => !isGiven(name))
    .map(([name, value]) => `('${name}', '${value}')`);
  const differing =
    others.length === 0
      ? []
      : [
          `SELECT pg_catalog.set_config(name, value, false) FROM (VALUES ${others.join(', ')}) AS s (name, value)
            WHERE pg_catalog.current_setting(name, true) <> value`,
        ];
  return [...sets, ...differing].join('; ');
}
