import { Long } from 'bson';
import { compileFilter } from '../query/filter.ts';
import { MAX_DOCUMENT_BYTES } from '../storage/Collection.ts';
import { MAX_MESSAGE_BYTES } from '../wire/FrameReader.ts';
import type { Handler } from './Command.ts';

/** The server whose behaviour is kept. Its wire version is 21. */
const VERSION = '7.0.0';

/** Answers as a standalone: drivers then neither retry writes nor offer transactions. */
export const hello: Handler = (command) => ({
  ...(command.name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
  helloOk: true,
  maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  maxMessageSizeBytes: MAX_MESSAGE_BYTES,
  maxWriteBatchSize: 100_000,
  localTime: new Date(),
  logicalSessionTimeoutMinutes: 30,
  connectionId: command.connectionId,
  minWireVersion: 0,
  maxWireVersion: 21,
  readOnly: false,
  ok: 1,
});

export const ping: Handler = (command) => {
  command.allow();
  return { ok: 1 };
};

export const buildInfo: Handler = (command) => {
  command.allow();
  return {
    version: VERSION,
    versionArray: [7, 0, 0, 0],
    gitVersion: 'embedded',
    modules: ['embedded'],
    storageEngines: ['sqlite'],
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    ok: 1,
  };
};

/** What Mongoose's and the driver's own suites ask to learn the version. */
export const serverStatus: Handler = (command) => {
  command.allow();
  const uptime = process.uptime();
  return {
    version: VERSION,
    process: 'embedded',
    pid: Long.fromNumber(process.pid),
    uptime,
    localTime: new Date(),
    ok: 1,
  };
};

/** Sessions hold nothing here, so there is nothing to end. */
export const endSessions: Handler = (command) => {
  command.allow();
  return { ok: 1 };
};

export const listDatabases: Handler = (command, engine) => {
  command.allow('filter', 'nameOnly', 'authorizedDatabases');
  const passes = compileFilter(command.document('filter') ?? {});
  const databases = engine.catalog
    .databases()
    .map((name) => ({ name, sizeOnDisk: Long.fromNumber(engine.catalog.sizeOf(name)), empty: false }))
    .filter(passes);
  if (command.boolean('nameOnly', false)) return { databases: databases.map(({ name }) => ({ name })), ok: 1 };
  const totalSize = databases.reduce((sum, { sizeOnDisk }) => sum.add(sizeOnDisk), Long.ZERO);
  return { databases, totalSize, ok: 1 };
};
