import { StoreError } from '../StoreError.ts';
import type { Engine } from '../Engine.ts';
import { encode } from '../bson/exact.ts';
import type { Request } from '../wire/message.ts';
import { aggregate } from './aggregate.ts';
import { create, drop, dropDatabase, listCollections } from './collections.ts';
import type { Handler } from './Command.ts';
import { Command } from './Command.ts';
import { count, distinct, find, getMore, killCursors } from './find.ts';
import { explain } from './explain.ts';
import { findAndModify } from './findAndModify.ts';
import { collMod, createIndexes, dropIndexes, listIndexes } from './indexes.ts';
import { buildInfo, endSessions, hello, listDatabases, ping, serverStatus } from './server.ts';
import { insert, remove, update } from './write.ts';

/** Commands that change the store; all others can be run again if what they saw was undone before it was on disk. */
const WRITING = new Set([
  'insert',
  'update',
  'delete',
  'findAndModify',
  'findandmodify',
  'create',
  'drop',
  'dropDatabase',
  'createIndexes',
  'dropIndexes',
  'collMod',
  'aggregate',
  'getMore',
]);

const COMMANDS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['hello', hello],
  ['ismaster', hello],
  ['isMaster', hello],
  ['ping', ping],
  ['buildInfo', buildInfo],
  ['buildinfo', buildInfo],
  ['serverStatus', serverStatus],
  ['endSessions', endSessions],
  ['insert', insert],
  ['update', update],
  ['delete', remove],
  ['find', find],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
  ['aggregate', aggregate],
  ['count', count],
  ['distinct', distinct],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['collMod', collMod],
  ['explain', explain],
  ['dropIndexes', dropIndexes],
  ['create', create],
  ['drop', drop],
  ['listCollections', listCollections],
  ['listDatabases', listDatabases],
  ['dropDatabase', dropDatabase],
]);

/** Runs a request and gives the bytes of its answer, whatever happens. */
export async function execute(engine: Engine, request: Request, connectionId: number): Promise<Uint8Array> {
  try {
    const command = new Command(request, connectionId);
    const handler = COMMANDS.get(command.name);
    if (handler === undefined) throw new StoreError('CommandNotFound', `no such command: '${command.name}'`);
    let answer = await handler(command, engine);
    while (!(await onDisk(engine, command.name))) answer = await handler(command, engine);
    return answer instanceof Uint8Array ? answer : encode(answer);
  } catch (error) {
    return encode(errorReply(error));
  }
}

/** Waits until all that a command wrote or saw is on disk. @returns false if a command that only reads must run again */
async function onDisk(engine: Engine, name: string): Promise<boolean> {
  try {
    await engine.journal.settled();
    return true;
  } catch (error) {
    if (WRITING.has(name)) throw error;
    return false;
  }
}

export function errorReply(error: unknown): Record<string, unknown> {
  if (error instanceof StoreError)
    return { ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName, ...error.details };
  return { ok: 0, errmsg: (error as Error).message, code: 1, codeName: 'InternalError' };
}
