import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { setImmediate as turn } from 'node:timers/promises';
import { CHECKOUT } from './places.mjs';

let current;
let interruptedBy;

// Ctrl-C reaches the whole process group: the tool ends by itself and the setup waits for it, so that
// nothing is left behind half done. A signal sent to the setup alone is handed on.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interruptedBy = signal;
    if (current === undefined) process.exit(128 + constants.signals[signal]);
    current.kill(signal);
  });
}

/**
 * Runs a tool in the checkout with its output shown.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env] added to the environment
 * @returns {Promise<number>} its exit code
 * @throws {Error} when it can't be started
 */
export async function run(command, args, env = {}) {
  current = spawn(command, args, { cwd: CHECKOUT, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  const code = await new Promise((resolve, reject) => {
    current.once('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    current.once('close', (exitCode, signal) => resolve(exitCode ?? 128 + constants.signals[signal]));
  }).finally(() => (current = undefined));
  // The tool may be seen to end before the same Ctrl-C is seen here.
  await turn();
  if (code === 128 + constants.signals.SIGINT) interruptedBy ??= 'SIGINT';
  if (interruptedBy !== undefined) {
    console.error('\nSetup interrupted. Run the same command again to go on.');
    process.exit(128 + constants.signals[interruptedBy]);
  }
  return code;
}

/** Like `run`, for a tool that has to succeed. */
export async function mustRun(command, args, env = {}) {
  const code = await run(command, args, env);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with exit ${code}`);
}

/** @param {string} line what the setup does now */
export function say(line) {
  console.log(`setup: ${line}`);
}
