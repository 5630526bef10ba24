import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const PLAIN = { user: null, password: null, token: null, credentialsFile: null, tls: false, caFile: null };

describe('NATS_URL', () => {
  it.each([
    [{}, null],
    [{ NATS_URL: '' }, null],
    [{ NATS_CREDENTIALS_FILE: '/secrets/nats.creds' }, null],
    [{ NATS_URL: 'nats://mill' }, { ...PLAIN, servers: ['mill:4222'] }],
    [{ NATS_URL: 'nats://[::1]:4333/' }, { ...PLAIN, servers: ['[::1]:4333'] }],
    [{ NATS_URL: 'nats://a:1, nats://b:2' }, { ...PLAIN, servers: ['a:1', 'b:2'] }],
    [{ NATS_URL: 'tls://mill:4222' }, { ...PLAIN, servers: ['mill:4222'], tls: true }],
    [{ NATS_URL: 'nats://joe:p%40ss@mill' }, { ...PLAIN, servers: ['mill:4222'], user: 'joe', password: 'p@ss' }],
    [{ NATS_URL: 'nats://s3cret@mill' }, { ...PLAIN, servers: ['mill:4222'], token: 's3cret' }],
    [
      { NATS_URL: 'nats://mill', NATS_CREDENTIALS_FILE: '/n.creds', NATS_CA_FILE: '/ca.pem' },
      { ...PLAIN, servers: ['mill:4222'], credentialsFile: '/n.creds', tls: true, caFile: '/ca.pem' },
    ],
  ])('reads %j', (env, expected) => {
    expect(readConfig(env).nats).toEqual(expected);
  });

  it.each([
    ['mill:4222', 'no address of NATS'],
    ['http://joe:s3cret@mill', 'no address of NATS'],
    ['nats://joe:s3cret@', 'no address of NATS'],
    ['nats://joe:s3cret@mill/queue', 'no address of NATS'],
    ['nats://joe:s3cret@mill,', 'no address of NATS'],
    ['nats://joe:s3cret%@mill', 'write it as %25'],
    ['nats://joe:s3cret@a,nats://joe:other@b', 'different credentials'],
  ])('refuses %s without repeating it', (url, message) => {
    const read = (): unknown => readConfig({ NATS_URL: url });
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID_CONFIGURATION' }));
    expect(read).toThrow(message);
    expect(read).not.toThrow('s3cret');
  });

  it('refuses credentials in both places', () => {
    const env = { NATS_URL: 'nats://joe:s3cret@mill', NATS_CREDENTIALS_FILE: '/n.creds' };
    expect(() => readConfig(env)).toThrow('use one of them');
  });
});
