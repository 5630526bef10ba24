const { openBenchDatabase } = require('./dist/bench/bench-database.js');
const { readConfig } = require('./dist/libs/platform/index.js');
openBenchDatabase(readConfig()).then((d) => { console.log('up', d.url); setTimeout(() => d.close().then(() => process.exit(0)), Number(process.argv[2]) * 1000); });
