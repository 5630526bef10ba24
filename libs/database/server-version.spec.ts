import { describe, expect, it } from 'vitest';
import { requireSupportedVersion } from './server-version.js';

describe('requireSupportedVersion', () => {
  it.each([
    ['15.18 (Debian 15.18-0+deb12u1)', 150_018, '15.18'],
    ['9.6.24', 90_624, '9.6.24'],
  ])('refuses %s and says what is needed', (version, number, shown) => {
    expect(() => requireSupportedVersion(version, number)).toThrow(
      expect.objectContaining({
        code: 'POSTGRES_TOO_OLD',
        message: expect.stringContaining(`PostgreSQL ${shown} is too old: 16 or newer is needed`) as string,
      }),
    );
  });

  it.each([
    ['16.0', 160_000],
    ['18.4', 180_004],
    ['19devel', 190_000],
  ])('accepts %s', (version, number) => expect(() => requireSupportedVersion(version, number)).not.toThrow());
});
