/** SQL for a `timestamptz` column as RFC 3339 text in UTC, whatever the session's time zone is. */
export const utc = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
