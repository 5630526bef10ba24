import { it } from 'vitest';
import { testDatabase, testDataFolder } from '../helpers/postgres.js';
import { EmbeddedProcess } from '../helpers/embedded-process.js';
it('hangs', async () => {
  await testDatabase(); const f = await testDataFolder(); await new EmbeddedProcess(f.path).answer();
  process.stderr.write('HANGING\n');
  await new Promise(() => undefined);
}, 600_000);
