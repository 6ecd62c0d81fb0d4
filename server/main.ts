import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { locateWorker } from '../sfu/worker/locateWorker.ts';
import { ConfigError, readConfig } from './config.ts';
import { DEMO_PASSWORD, DEMO_PEOPLE } from './demo.ts';
import { lanGreeting } from './lan/lanGreeting.ts';
import { Platform } from './Platform.ts';

/** Starts the platform and stops it on Ctrl-C or when the system asks. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = pino({ level: config.logLevel });
  const pageDir = join(import.meta.dirname, '../web/dist');
  const workerBin = config.workerBin ?? (await locateWorker());
  const platform = await Platform.create({ config, workerBin, log, ...(existsSync(pageDir) && { pageDir }) });

  process.stdout.write(greeting(platform.url, config.demo, config.dataDir));
  if (platform.lan) process.stdout.write(await lanGreeting(platform.lan));
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    process.stdout.write(`\n${signal}: stopping. 正在停止……\n`);
    platform.close().then(
      () => process.stdout.write('Stopped. 已停止。\n'),
      (error: unknown) => {
        log.fatal({ err: error }, 'the platform did not stop cleanly');
        process.exitCode = 1;
      },
    );
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

function greeting(url: string, demo: boolean, dataDir: string): string {
  const accounts = DEMO_PEOPLE.map(({ username, name, does }) => `    ${username.padEnd(12)} ${DEMO_PASSWORD.padEnd(14)} ${name}  ${does}`);
  return [
    '',
    '  入户家计调查平台 · Household-investigation platform',
    `  ${url}`,
    `  Data 数据: ${dataDir}`,
    ...(demo
      ? [
          '',
          '  Demo accounts 演示账号 (user · password):',
          ...accounts,
          '',
          '  Next 接下来:',
          '    1. Open the address and sign in as supervisor. 打开上面的地址，以 supervisor 登录。',
          '    2. In another terminal: npm run phone — a simulated phone streams a visit. 另开终端运行 npm run phone，模拟手机开始入户直播。',
          '    3. Ctrl-C stops everything. 按 Ctrl-C 停止。',
        ]
      : []),
    '',
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  const said = error instanceof ConfigError ? `Settings that are wrong:\n${error.message}` : error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${said}\n`);
  process.exitCode = 1;
});
