import { describe, expect, it } from 'vitest';
import { findAccount } from './server-user.js';

const PASSWD = `root:x:0:0:root:/root:/bin/bash
toor:x:0:0:root:/root:/bin/bash
postgresql:x:7:7::/:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;

describe('findAccount', () => {
  it('finds a user by its whole name', () => {
    expect(findAccount(PASSWD, 'nobody')).toEqual({ uid: 65_534, gid: 65_534 });
    expect(findAccount(PASSWD, 'postgres')).toBe(null);
    expect(findAccount('', 'nobody')).toBe(null);
  });

  it('never takes root under another name', () => expect(findAccount(PASSWD, 'toor')).toBe(null));
});
