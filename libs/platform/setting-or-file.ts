import { readFileSync } from 'node:fs';
import { CostingError } from './errors.js';

/**
 * A setting that may hold a password: the value of `name`, or what is in the file that `name_FILE` names, as secrets are
 * mounted; null: neither. Throws `CostingError`, which repeats the file's name and nothing of its contents.
 */
export function settingOrFile(env: Readonly<Record<string, string | undefined>>, name: string): string | null {
  const value = env[name] || null;
  const file = env[`${name}_FILE`] || null;
  if (file === null) return value;
  if (value !== null) throw invalid(`${name} and ${name}_FILE are both set: use one of them.`);
  const text = contents(file, `${name}_FILE`);
  if (text === '') throw invalid(`${name}_FILE=${file} is empty.`);
  return text;
}

function contents(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw invalid(`${name}=${file} cannot be read: ${whyUnreadable(error)}.`);
  }
}

/** In words, without the path. */
export function whyUnreadable(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'this user may not read it';
  return code === 'EISDIR' ? 'it is a folder' : message;
}

function invalid(message: string): CostingError {
  return new CostingError('INVALID_CONFIGURATION', message, { exitCode: 2 });
}
