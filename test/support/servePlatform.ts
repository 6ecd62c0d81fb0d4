import { startPlatform } from './startPlatform.ts';

/** A platform in a process of its own, to be killed: `servePlatform.ts <dataDir> <kitDir>`; its first line is where it is. */
const [dataDir = '', kitDir = ''] = process.argv.slice(2);
const running = await startPlatform({ dataDir, kitDir });
process.stdout.write(`${running.url}\n`);
