import type { Dto } from '../openapi/dto-schema.js';
import { Operation, type Parameter } from '../openapi/operation.js';
import { CODE, TEXT } from '../openapi/schema.js';
import type { EntrySchemas } from './entry-schemas.js';

/** What the documentation of a part of the catalogue differs in. */
export interface EntryNotes {
  /** For a person, and in operationIds: `master yarn`, `master yarns`. */
  readonly title: string;
  readonly titles: string;
  /** What a list is sorted and narrowed by. */
  readonly listed: string;
  readonly query: Dto;
  /** Names the entry in a path. */
  readonly path: Readonly<Record<string, Parameter>>;
  readonly schemas: EntrySchemas;
  /** What forbids to delete one. */
  readonly deleted: string;
}

const ETAG = '"n3yHYnMRmfU_0WqK8LzF5m5Kf2A"';
const IF_MATCH: Parameter = {
  description: 'ETags that the entry must have one of, or `*`: it must be there. Else 412, and nothing is done.',
  schema: TEXT,
  example: ETAG,
};
const IF_NONE_MATCH: Parameter = {
  description: 'ETags that the entry must not have, or `*`: it must not be there. Else 412, and nothing is done.',
  schema: TEXT,
  example: '*',
};
const PRECONDITIONS = { 'If-Match': IF_MATCH, 'If-None-Match': IF_NONE_MATCH };
const CACHED: Parameter = {
  description: 'The ETag of what is at hand: 304 when it is still right.',
  schema: TEXT,
  example: ETAG,
};

const ETAG_HEADER = { ETag: 'The version, for `If-Match` and `If-None-Match`.' };
const NEW_HEADERS = { Location: 'Where the entry is; of a new one.', ...ETAG_HEADER };
const BUSY = '409 while an import is at work for long.';

const pascal = (words: string): string => words.replaceAll(/(?:^| )(\w)/g, (_, first: string) => first.toUpperCase());

/** A decorator for each operation of a part of the catalogue. */
export function entryOperations({ title, titles, listed, query, path, schemas, deleted }: EntryNotes) {
  const { entry, page, creation, replacement, changes } = schemas;
  const one = pascal(title);
  return {
    list: Operation(`list${pascal(titles)}`, {
      summary: `The ${titles}`,
      description: listed,
      query,
      answers: { 200: page },
    }),
    show: Operation(`get${one}`, {
      summary: `One ${title}`,
      description: 'With its ETag, which a later write sends as `If-Match` to change what was seen and nothing else.',
      path,
      headers: { 'If-None-Match': CACHED },
      answers: { 200: entry, 304: null },
      answerHeaders: ETAG_HEADER,
      problems: [404],
    }),
    create: Operation(`create${one}`, {
      summary: `Make a ${title}`,
      description: `409 when there is one already: \`existing\` names it. ${BUSY}`,
      headers: PRECONDITIONS,
      body: creation,
      answers: { 201: entry },
      answerHeaders: NEW_HEADERS,
      problems: [409, 412],
    }),
    replace: Operation(`replace${one}`, {
      summary: `Make or replace a ${title}`,
      description: `201: it is new. What the body leaves out is emptied; read-only fields may stay as GET gave them. ${BUSY}`,
      path,
      headers: PRECONDITIONS,
      body: replacement,
      answers: { 200: entry, 201: entry },
      answerHeaders: NEW_HEADERS,
      problems: [409, 412],
    }),
    merge: Operation(`update${one}`, {
      summary: `Change a ${title}`,
      description: `A merge patch: only the fields that the body names; of a map of parameters only the keys that it names. Read-only fields may stay as GET gave them. ${BUSY}`,
      path,
      headers: PRECONDITIONS,
      body: changes,
      answers: { 200: entry },
      answerHeaders: ETAG_HEADER,
      problems: [404, 409, 412],
    }),
    remove: Operation(`delete${one}`, {
      summary: `Delete a ${title}`,
      description: `${deleted} ${BUSY}`,
      path,
      headers: PRECONDITIONS,
      answers: { 204: null },
      problems: [404, 409, 412],
    }),
  };
}

/** Of what others refer to. */
export const UNLESS_USED = '409 while something uses it: `users` names the first, `count` says how many.';

/** A path that names an entry by its code. */
export const codePath = (title: string, example: string): EntryNotes['path'] => ({
  code: { description: `The code of the ${title}.`, schema: CODE, example },
});
