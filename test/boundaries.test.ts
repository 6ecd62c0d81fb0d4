import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BOUNDARY_RULES } from './support/boundaryRules.ts';
import { buildImportGraph, readImportGraph } from './support/importGraph.ts';
import type { ImportGraph } from './support/importGraph.ts';

let graph: ImportGraph;

beforeAll(async () => {
  graph = await readImportGraph(join(import.meta.dirname, '..'), ['server', 'sfu', 'recordings', 'web', 'test', '.setup']);
});

test('the graph holds the house, and every import of ours leads to a file that exists', () => {
  for (const path of ['server/main.ts', 'sfu/Room.ts', 'recordings/verify.ts', 'web/main.tsx', 'test/boundaries.test.ts']) {
    expect(graph.has(path), path).toBe(true);
  }
  const missing = [...graph.values()].flatMap(({ path, imports }) =>
    imports.filter(({ to, ours }) => ours && /\.tsx?$/.test(to) && !graph.has(to)).map(({ to }) => `${path} → ${to}`),
  );
  expect(missing).toEqual([]);
});

describe('imports that must never exist', () => {
  test.each(BOUNDARY_RULES)('$text', ({ text, find }) => {
    expect(find(graph), text).toEqual([]);
  });
});

/** For each rule houses that break it, each with the line that has to be found. */
const BROKEN: Readonly<Record<string, readonly (readonly [files: Readonly<Record<string, string>>, line: string])[]>> = {
  'sfu never imports server, recordings, web': [
    [{ 'sfu/Room.ts': "import type { Visit } from '../server/visits/contract.ts';" }, 'sfu/Room.ts → server/visits/contract.ts'],
    [{ 'sfu/Room.ts': "export * from '../recordings/Recorder.ts';" }, 'sfu/Room.ts → recordings/Recorder.ts'],
  ],
  'sfu never imports express, socket.io, mongoose': [
    [{ 'sfu/Room.ts': "import { Server } from 'socket.io';" }, 'sfu/Room.ts → socket.io'],
    [{ 'sfu/a/b.ts': "const app = await import('express');" }, 'sfu/a/b.ts → express'],
  ],
  'recordings never imports server, web': [
    [{ 'recordings/seal.ts': "import { x } from '../server/errors.ts';" }, 'recordings/seal.ts → server/errors.ts'],
  ],
  'recordings never imports express, mongoose': [
    [{ 'recordings/Vault.ts': "import mongoose from 'mongoose';" }, 'recordings/Vault.ts → mongoose'],
  ],
  'recordings imports of sfu only contract.ts': [
    [{ 'recordings/Recorder.ts': "import { Tap } from '../sfu/Tap.ts';" }, 'recordings/Recorder.ts → sfu/Tap.ts'],
  ],
  'recordings/verify.ts and reader.ts never reach Recorder, Vault, seal': [
    [{ 'recordings/reader.ts': "import type { Vault } from './Vault.ts';", 'recordings/Vault.ts': '' }, 'recordings/reader.ts → recordings/Vault.ts'],
    [
      { 'recordings/verify.ts': "import { a } from './between.ts';", 'recordings/between.ts': "export { a } from './seal.ts';", 'recordings/seal.ts': '' },
      'recordings/verify.ts → recordings/between.ts → recordings/seal.ts',
    ],
  ],
  'recordings/verify.ts never reaches node:* (it runs in a browser too)': [
    [{ 'recordings/verify.ts': "import { createHash } from 'node:crypto';" }, 'recordings/verify.ts → node:crypto'],
    [
      { 'recordings/verify.ts': "import { a } from './a.ts';", 'recordings/a.ts': "import fs from 'fs';" },
      'recordings/verify.ts → recordings/a.ts → node:fs',
    ],
  ],
  'server/trail/proof imports of ours only itself and the trail’s contract.ts': [
    [{ 'server/trail/proof/verify.ts': "import { Trail } from '../Trail.ts';" }, 'server/trail/proof/verify.ts → server/trail/Trail.ts'],
  ],
  'server/trail/proof never imports node:* (it runs in a browser too)': [
    [{ 'server/trail/proof/merkle.ts': "import { hash } from 'node:crypto';" }, 'server/trail/proof/merkle.ts → node:crypto'],
  ],
  'web imports of server, sfu and recordings only contract.ts files and the two verify.ts': [
    [{ 'web/replay/b.ts': "import { rootOf } from '../../server/trail/proof/merkle.ts';" }, 'web/replay/b.ts → server/trail/proof/merkle.ts'],
    [{ 'web/cases/List.tsx': "import { abilities } from '../../server/people/abilities.ts';" }, 'web/cases/List.tsx → server/people/abilities.ts'],
    [{ 'web/replay/a.ts': "type R = import('../../recordings/reader.ts').Reader;" }, 'web/replay/a.ts → recordings/reader.ts'],
  ],
  'server/casefiles/offline imports of server only itself, contract.ts files and the trail’s verifier, and nothing of web and sfu': [
    [{ 'server/casefiles/offline/verify.ts': "import { Trail } from '../../trail/Trail.ts';" }, 'server/casefiles/offline/verify.ts → server/trail/Trail.ts'],
  ],
  'server/casefiles/offline/verify.ts and the page never reach node:*, the recorder or the vault': [
    [{ 'server/casefiles/offline/verify.ts': "import { open } from 'node:fs';" }, 'server/casefiles/offline/verify.ts → node:fs'],
    [
      { 'server/casefiles/offline/page/main.ts': "import { seal } from '../../../../recordings/seal.ts';", 'server/casefiles/offline/verify.ts': '' },
      'server/casefiles/offline/page/main.ts → recordings/seal.ts',
    ],
  ],
  'web/rtc never imports react': [[{ 'web/rtc/useRoom.ts': "import { useState } from 'react';" }, 'web/rtc/useRoom.ts → react']],
  'web/kit never imports a domain folder': [
    [{ 'web/kit/Button.tsx': "import { Visit } from '../visits/Visit.tsx';" }, 'web/kit/Button.tsx → web/visits/Visit.tsx'],
  ],
  "one noun of server never imports another noun's store.ts": [
    [{ 'server/visits/closeVisit.ts': "import { find } from '../people/store.ts';" }, 'server/visits/closeVisit.ts → server/people/store.ts'],
    [{ 'server/cases/a.ts': "import { add } from '../trail/tree/store.ts';" }, 'server/cases/a.ts → server/trail/tree/store.ts'],
  ],
  'contract.ts imports of ours only other contracts': [
    [{ 'server/visits/contract.ts': "import { now } from './clock.ts';" }, 'server/visits/contract.ts → server/visits/clock.ts'],
  ],
  'server/trail offers no update and no delete': [
    [{ 'server/trail/store.ts': 'export async function deleteEntry() {}' }, 'server/trail/store.ts offers deleteEntry'],
    [{ 'server/trail/Trail.ts': 'export class Trail { updateEntry() {} #deleteOwn() {} }' }, 'server/trail/Trail.ts offers updateEntry'],
    [{ 'server/trail/a.ts': 'const removeAll = () => 0; export { removeAll };' }, 'server/trail/a.ts offers removeAll'],
  ],
  'mongoose is only in store.ts files and server/store': [
    [{ 'server/people/signIn.ts': "import type { Model } from 'mongoose';" }, 'server/people/signIn.ts → mongoose'],
    [{ 'sfu/store.ts': "import mongoose from 'mongoose';" }, 'sfu/store.ts → mongoose'],
  ],
  'multer is only in server/evidence': [[{ 'server/cases/routes.ts': "import multer from 'multer';" }, 'server/cases/routes.ts → multer']],
  'mediasoup is only in sfu': [[{ 'server/sockets.ts': "import type { types } from 'mediasoup';" }, 'server/sockets.ts → mediasoup']],
  'mediasoup-client is only in web/rtc': [
    [{ 'web/capture/a.ts': "import { Device } from 'mediasoup-client';" }, 'web/capture/a.ts → mediasoup-client'],
    [{ 'server/a.ts': "import type { types } from 'mediasoup-client/types';" }, 'server/a.ts → mediasoup-client'],
  ],
  'process.env is only in server/config.ts': [
    [{ 'sfu/Sfu.ts': 'const bin = process.env.BIN;' }, 'sfu/Sfu.ts reads the environment'],
    [{ 'server/people/a.ts': "const bin = process['env'];" }, 'server/people/a.ts reads the environment'],
    [{ 'server/a.ts': 'const { env } = process;' }, 'server/a.ts reads the environment'],
    [{ 'server/a.ts': "import { env as e } from 'node:process';" }, 'server/a.ts reads the environment'],
  ],
  'nothing imports main.ts': [
    [{ 'test/server/a.test.ts': "import '../../server/main.ts';" }, 'test/server/a.test.ts → server/main.ts'],
    [{ 'web/kit/a.ts': "import { root } from '../main.tsx';", 'web/main.tsx': '' }, 'web/kit/a.ts → web/main.tsx'],
  ],
  'product never imports test': [[{ 'server/demo.ts': "import { a } from '../test/support/a.ts';" }, 'server/demo.ts → test/support/a.ts']],
  'there is no cycle': [
    [
      { 'sfu/A.ts': "import { B } from './B.ts';", 'sfu/B.ts': "import { C } from './C.ts';", 'sfu/C.ts': "const a = await import('./A.ts');" },
      'sfu/A.ts → sfu/B.ts → sfu/C.ts → sfu/A.ts',
    ],
    [{ 'sfu/A.ts': "import { type A } from './A.ts';" }, 'sfu/A.ts → sfu/A.ts'],
  ],
};

/** A house in which everything is as it should be, with the exceptions that the rules name. */
const SOUND: Readonly<Record<string, string>> = {
  'server/config.ts': 'export const port = process.env.PORT;',
  'server/main.ts': "import { Platform } from './Platform.ts';",
  'server/Platform.ts': "import { openPeople } from './people/store.ts'; import { Sfu } from '../sfu/Sfu.ts';",
  'server/people/store.ts': "import mongoose from 'mongoose'; export const openPeople = mongoose.model;",
  'server/people/signIn.ts': "import { openPeople } from './store.ts'; import { append } from '../trail/Trail.ts';",
  'server/store/Database.ts': "import mongoose from 'mongoose';",
  'server/trail/Trail.ts': 'export class Trail { append() {} #deleteDraft() {} }',
  'server/evidence/upload.ts': "import multer from 'multer'; const settings = { env: 1 }; settings.env;",
  'server/visits/contract.ts': "import { z } from 'zod'; import type { RoomId } from '../../sfu/contract.ts';",
  'sfu/contract.ts': '',
  'sfu/Sfu.ts': "import { createWorker } from 'mediasoup'; import type { Room } from './Room.ts';",
  'sfu/Room.ts': "import { Sfu } from './Sfu.ts';",
  'recordings/Recorder.ts': "import type { TapHandle } from '../sfu/contract.ts'; import { seal } from './seal.ts';",
  'recordings/seal.ts': "import { createHash } from 'node:crypto';",
  'recordings/verify.ts': "import { layout } from './layout.ts';",
  'recordings/layout.ts': "import type { Hash } from 'node:crypto'; export const layout = 1;",
  'web/rtc/Session.ts': "import { Device } from 'mediasoup-client';",
  'web/replay/Replay.tsx': "import { verify } from '../../recordings/verify.ts'; import type { Visit } from '../../server/visits/contract.ts';",
  'web/kit/Button.tsx': "import { useState } from 'react'; import './Icon.tsx';",
  'web/kit/Icon.tsx': '',
};

describe('the rules themselves', () => {
  test('each has houses that break it', () => {
    expect(Object.keys(BROKEN)).toEqual(BOUNDARY_RULES.map(({ text }) => text));
  });

  test.each(BOUNDARY_RULES)('broken, this one is found: $text', ({ text, find }) => {
    for (const [files, line] of BROKEN[text] ?? []) expect(find(buildImportGraph(new Map(Object.entries(files))))).toContain(line);
  });

  test.each(BOUNDARY_RULES)('a sound house passes: $text', ({ find }) => {
    expect(find(buildImportGraph(new Map(Object.entries(SOUND))))).toEqual([]);
  });
});
