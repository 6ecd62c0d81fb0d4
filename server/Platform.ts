import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { ArchiveId } from '../recordings/contract.ts';
import { FileVault } from '../recordings/FileVault.ts';
import { Recorder } from '../recordings/Recorder.ts';
import { seal } from '../recordings/seal.ts';
import { SealKeys } from '../recordings/SealKeys.ts';
import { askTimestamp } from '../recordings/timestampAuthority.ts';
import { Sfu } from '../sfu/Sfu.ts';
import { auditedVisits } from './auditedVisits.ts';
import { caseFileParts } from './caseFileParts.ts';
import { caseNews } from './caseNews.ts';
import { CaseFiles } from './casefiles/CaseFiles.ts';
import { caseFileRoutes } from './casefiles/routes.ts';
import { CaseFileStore } from './casefiles/store.ts';
import { openCaseRooms } from './caseRooms.ts';
import { caseFileOf } from './cases/caseFileOf.ts';
import type { HouseholdId } from './cases/contract.ts';
import type { CaseDeps } from './cases/caseDeps.ts';
import { caseSecrets } from './caseSecrets.ts';
import { caseRoutes } from './cases/routes.ts';
import { finishImports, recoverImports } from './cases/imports/commitImport.ts';
import { ImportFiles } from './cases/imports/ImportFiles.ts';
import { importRoutes } from './cases/imports/routes.ts';
import { ImportStore } from './cases/imports/store.ts';
import { IdDigest } from './cases/IdDigest.ts';
import { CaseStore } from './cases/store.ts';
import type { Config } from './config.ts';
import { dashboardRoutes } from './dashboards/routes.ts';
import { seedDemo } from './demo.ts';
import { consentOutcomes, signedPlaces } from './documents/compose/handsOf.ts';
import { DEMO_CASES } from './demoCases.ts';
import { evidenceRoutes } from './evidence/routes.ts';
import { EvidenceStore } from './evidence/store.ts';
import { addEvidence, requireOpen } from './evidence/addEvidence.ts';
import { claimsSchema, isPhoto } from './evidence/contract.ts';
import { MAX_BYTES } from './evidence/kinds/contract.ts';
import { viewOfEvidence } from './evidence/evidence.ts';
import { EvidenceFiles } from './evidence/EvidenceFiles.ts';
import { Settling } from './evidence/Settling.ts';
import { ResumableUploads } from './uploads/ResumableUploads.ts';
import { raiseFlag } from './flags/raiseFlag.ts';
import { flagRoutes } from './flags/routes.ts';
import { FlagStore } from './flags/store.ts';
import { dayInChina } from './clocks/days.ts';
import { digestOfForm } from './forms/answer.ts';
import type { VisitForm } from './forms/contract.ts';
import { formOfVisit } from './forms/formDeps.ts';
import { roomsOf } from './forms/roomsOf.ts';
import { adultMembersOf, registeredMembers } from './forms/registeredMembers.ts';
import { formRoutes } from './forms/routes.ts';
import { FormStore } from './forms/store.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { createHttp } from './http.ts';
import type { Authenticate } from './http.ts';
import type { Action } from './people/abilities.ts';
import type { Actor } from './people/authenticate.ts';
import { authenticate, tokenOf } from './people/authenticate.ts';
import type { Lan } from './lan/openLan.ts';
import { maskAddress } from './people/masking.ts';
import type { OrganisationId } from './people/contract.ts';
import { isActive } from './people/organisation.ts';
import { managementRoutes } from './people/managementRoutes.ts';
import { peopleRoutes } from './people/routes.ts';
import { PeopleStore } from './people/store.ts';
import { viewAccounts } from './people/viewAccounts.ts';
import { addPiece } from './pieces/addPiece.ts';
import { MAX_PIECE_BYTES, pieceClaimsSchema } from './pieces/contract.ts';
import { PIECE_UPLOADS_PATH } from './pieces/uploads/contract.ts';
import type { PieceDeps } from './pieces/pieceDeps.ts';
import { pieceRoutes } from './pieces/routes.ts';
import { reportedVisits } from './reports/reportedVisits.ts';
import { MediaLinks } from './replay/MediaLinks.ts';
import { replayRoutes } from './replay/routes.ts';
import { Waveforms } from './replay/waveform/Waveforms.ts';
import { resumeDestructions } from './retention/destroyMedia.ts';
import { retentionRoutes } from './retention/routes.ts';
import { RetentionStore } from './retention/store.ts';
import { Sockets } from './sockets.ts';
import { Database } from './store/Database.ts';
import { beginSpeech, endSpeech } from './supervision/speech.ts';
import type { ItemId } from './supervision/contract.ts';
import { DeviceReports } from './supervision/DeviceReports.ts';
import { exchangeHandlers } from './supervision/exchangeRequests.ts';
import { supervisionRoutes } from './supervision/routes.ts';
import { SupervisionStore } from './supervision/store.ts';
import { RedFlagWatch } from './supervision/RedFlagWatch.ts';
import type { SupervisionDeps } from './supervision/supervisionDeps.ts';
import { openTrail } from './trail/openTrail.ts';
import { trailRoutes } from './trail/routes.ts';
import type { Trail } from './trail/Trail.ts';
import { findVisit } from './visits/findVisit.ts';
import { visitsOfCase } from './visits/visitsOfCase.ts';
import { resumeVisits } from './visits/finishVisit.ts';
import { LIVE_STATES, phaseOf } from './visits/phases/contract.ts';
import type { VisitId } from './visits/contract.ts';
import { beGone } from './visits/presence/keepPresence.ts';
import { Presence } from './visits/presence/Presence.ts';
import { takeStep } from './visits/takeStep.ts';
import type { StepExtras } from './visits/takeStep.ts';
import type { Visit } from './visits/visit.ts';
import { iceServersFor } from './visits/iceServers.ts';
import { liveHandlers } from './visits/liveRequests.ts';
import { LiveVisits } from './visits/LiveVisits.ts';
import { Looks } from './visits/Looks.ts';
import { reportVisits } from './visits/reportVisits.ts';
import { recordingChanged } from './visits/recordingChanged.ts';
import { visitRoutes } from './visits/routes.ts';
import { VisitStore } from './visits/store.ts';
import type { VisitDeps } from './visits/visitDeps.ts';
import { VisitLock } from './visits/VisitLock.ts';
import { visitRecordParts } from './visitRecordParts.ts';

export interface PlatformOptions {
  readonly config: Config;
  /** Path of a mediasoup worker. */
  readonly workerBin: string;
  /** The built page; without it only the API answers. */
  readonly pageDir?: string;
  /** What goes into every case file: the verifier, its page, the formats. Beside the page by default. */
  readonly kitDir?: string;
  readonly log: Logger;
}

/**
 * The whole platform on one machine, wired and running. What is started is put on a stack as it starts and
 * stopped in reverse, also when a later part fails to start.
 */
export class Platform {
  /** Where pages are, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly trail: Trail;
  /** With `--lan`: where phones of the local network find it. */
  readonly lan?: Lan;
  readonly #stack: AsyncDisposableStack;

  private constructor({ url, trail, lan }: Started, stack: AsyncDisposableStack) {
    this.url = url;
    this.trail = trail;
    if (lan) this.lan = lan;
    this.#stack = stack;
  }

  static async create(options: PlatformOptions): Promise<Platform> {
    await using starting = new AsyncDisposableStack();
    const started = await start(options, starting);
    return new Platform(started, starting.move());
  }

  /** Stops in reverse order of starting. Idempotent. */
  async close(): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

interface Started {
  readonly url: string;
  readonly trail: Trail;
  readonly lan?: Lan;
}

async function start({ config, workerBin, pageDir, kitDir, log }: PlatformOptions, stack: AsyncDisposableStack): Promise<Started> {
  const now = Date.now;
  const { seenAfterSealMs } = config;
  const owned = <T extends { close(): unknown }>(part: T): T => {
    stack.defer(async () => {
      await part.close();
    });
    return part;
  };

  const database = owned(await Database.create({
    dataDir: config.dataDir,
    ...(config.mongodbUrl !== undefined && { mongodbUrl: config.mongodbUrl }),
    log,
  }));
  const people = new PeopleStore(database.connection);
  const cases = new CaseStore(database.connection);
  const imports = new ImportStore(database.connection);
  const visits = new VisitStore(database.connection);
  const evidence = new EvidenceStore(database.connection);
  const flags = new FlagStore(database.connection);
  const caseFileRecords = new CaseFileStore(database.connection);
  const supervision = new SupervisionStore(database.connection);
  const retention = new RetentionStore(database.connection);
  const answers = new FormStore(database.connection);
  await Promise.all([supervision, people, cases, imports, visits, evidence, flags, caseFileRecords, retention, answers].map((store) => store.ready()));
  const trail = owned(await openTrail({ connection: database.connection, dataDir: config.dataDir, ...config.trail, log, now }));
  // The embedded store has one server; on MongoDB another may be at work on an import.
  await recoverImports({ imports, cases }, now() - (config.mongodbUrl === undefined ? 0 : 10 * 60_000));
  const idDigest = await IdDigest.create(join(config.dataDir, 'keys'));
  if (config.demo) await seedDemo({ people, cases, visits, idDigest, now });

  const recordingsDir = join(config.dataDir, 'recordings');
  const keys = await SealKeys.create(join(config.dataDir, 'keys'));
  const vault = await FileVault.create(recordingsDir);
  const files = await EvidenceFiles.create(join(config.dataDir, 'evidence'));
  const recorder = owned(await Recorder.create({ rootDir: recordingsDir, listenIp: '127.0.0.1', log }));
  const sfu = owned(await Sfu.create({
    workerBin,
    workers: config.sfuWorkers,
    listenIp: config.mediaListenIp,
    ...(config.mediaAnnouncedAddress !== undefined && { announcedAddress: config.mediaAnnouncedAddress }),
    ...(config.mediaPorts && { rtcPorts: config.mediaPorts }),
    log,
  }));

  const peopleDeps = { people, trail, now, sessionMs: config.sessionMs };
  const sockets = owned(new Sockets({
    authenticate: (token) => authenticate(peopleDeps, token),
    audienceOf: async (visitId) => (await visits.visit(visitId)) ?? undefined,
    log,
  }));
  const reports = new DeviceReports(now);
  const speechDeps = { supervision, trail, announce: sockets.exchange, reports, now };
  const live = new LiveVisits({
    openRoom: (id) => sfu.openRoom(id),
    openRecording: (id, begunAtMs) => recorder.open(id, begunAtMs),
    begunOfflineAt: async (visitId) => {
      const visit = await visits.visit(visitId);
      return visit?.begunOffline ? visit.startedAtMs : undefined;
    },
    trail,
    announce: sockets.announcer,
    speech: {
      begin: (actor, visitId, mode) => beginSpeech(speechDeps, actor, visitId, mode),
      end: (actor, visitId, id) => endSpeech(speechDeps, actor, visitId, id as ItemId),
    },
    privacySince: async (visitId) => (await supervision.lasting(visitId, 'privacyPause'))?.atMs,
    log,
    now,
  });
  const { timestampUrl } = config;
  /** A seal does not wait for an authority that is gone: it says that there is no token, as without one. */
  const timestamp = async (sha256: Uint8Array): Promise<Uint8Array | null> => askTimestamp(timestampUrl ?? '', sha256).catch((error: unknown) => {
    log.error({ err: error }, 'a seal is without a trusted time');
    return null;
  });
  const changed = (visitId: VisitId): void => sockets.announcer.changed(visitId);
  const flagDeps = { flags, trail, changed, now };
  const formSource = {
    answers,
    visit: (visitId: string) => visits.visit(visitId as VisitId),
    registered: async ({ householdId }: Visit) => {
      const [household] = await cases.households([householdId]);
      return household ? registeredMembers(household) : [];
    },
    evidence: async (visitId: string) => (await evidence.itemsOf(visitId as VisitId)).map(viewOfEvidence),
  };
  const formOf = async (visitId: string): Promise<VisitForm> => {
    const form = await formOfVisit(formSource, visitId);
    if (!form) throw new Error(`visit ${visitId} has no form`);
    return form;
  };
  const presence = owned(new Presence({
    leave: (visitId, accountId, sinceMs) => beGone(visitDeps, visitId, accountId, sinceMs),
    log,
    now,
    graceMs: config.presenceGraceMs,
  }));
  const visitDeps: VisitDeps = {
    visits,
    live,
    lock: new VisitLock(),
    trail,
    announce: sockets.announcer,
    households: (ids) => cases.households(ids),
    caseNews: caseNews({ cases, visits, act: (...told) => rooms.act(...told), log }),
    accounts: (ids) => viewAccounts(people, ids),
    investigatorsOf: async (organisationId) => (await people.investigatorsOf(organisationId)).map((account) => account._id),
    photosOf: async (visitId) => (await evidence.itemsOf(visitId)).map(viewOfEvidence).filter(isPhoto),
    formDigest: async (visitId) => digestOfForm(await formOf(visitId)),
    adultMembers: async (visitId) => adultMembersOf(await formOf(visitId), dayInChina(now())),
    iceServers: (accountId) => iceServersFor(config.turn, accountId, now()),
    presence,
    raiseFlag: (flag) => raiseFlag(flagDeps, flag),
    seal: (archiveId, statements) => recorder.pieces(archiveId).sealing(() =>
      seal(vault, archiveId, { signer: keys.signer, statements, sealedAtMs: now(), ...(timestampUrl !== undefined && { timestamp }) })),
    log,
    now,
    seenAfterSealMs,
  };

  const visitFor = (actor: Actor, action: Action, visitId: string) => findVisit(visitDeps, actor, action, visitId);
  const looks = new Looks(now);
  const settling = owned(await Settling.create({ evidence, files, raiseFlag: (flag) => raiseFlag(flagDeps, flag), changed, log }));
  const evidenceLock = new VisitLock();
  const evidenceBase = {
    evidence, files, settling, trail, changed, now,
    recordingStartMs: async (visitId: VisitId) => (await (await live.get(visitId))?.status())?.startMs,
    inTurn: <T>(key: string, act: () => Promise<T>) => evidenceLock.run(key, act),
  };
  const evidenceDeps = {
    ...evidenceBase, visitFor, looks,
    caseOf: async (visitId: VisitId) => {
      const visit = await visits.visit(visitId);
      const [household] = visit ? await cases.households([visit.householdId]) : [];
      if (!household) throw new Error(`visit ${visitId} has no household`);
      return { caseNumber: household.caseNumber, address: maskAddress(household.address) };
    },
    uploads: owned(new ResumableUploads({
      path: '/api/evidence/uploads',
      directory: files.uploadsDir,
      claims: claimsSchema,
      maxBytes: ({ kind }) => MAX_BYTES[kind],
      authorise: async (actor, visitId) => {
        const visit = await visitFor(actor, 'photo.add', visitId);
        requireOpen(visit);
        return visit._id;
      },
      add: (actor, visitId, claims, incoming) => addEvidence(evidenceBase, actor, visitId, claims, incoming),
      log,
    })),
  };
  const supervisionDeps: SupervisionDeps = {
    ...speechDeps,
    visitFor,
    running: async () => {
      const found = await visits.inStates(LIVE_STATES);
      return Promise.all(found.map(async ({ _id }) => ({ id: _id, live: ((await live.get(_id))?.tracks.length ?? 0) > 0 })));
    },
    closedBetween: (fromMs, toMs) => visits.closedBetween(fromMs, toMs),
    setPrivacy: async (visitId, sinceMs) => (await live.open(visitId)).setPrivacy(sinceMs),
    cameraSwitches: async (visitId) => (await live.open(visitId)).cameraSwitches(),
    onDuty: () => sockets.onDuty(),
    openFlags: (visitIds) => flags.unruledKinds(visitIds),
  };

  const incomingPieces = join(config.dataDir, 'pieces');
  await mkdir(incomingPieces, { recursive: true, mode: 0o700 });
  const pieceDeps: PieceDeps = {
    visitFor, trail, now,
    statusOf: async (visitId) => (await visits.visit(visitId))?.recording ?? (await (await live.get(visitId))?.status()),
    piecesOf: (visitId) => recorder.pieces(visitId as string as ArchiveId),
    changed: (visitId, status) => recordingChanged(visitDeps, visitId, status),
  };
  const pieceUploads = owned(new ResumableUploads({
    path: PIECE_UPLOADS_PATH,
    directory: incomingPieces,
    claims: pieceClaimsSchema,
    maxBytes: () => MAX_PIECE_BYTES,
    authorise: async (actor, visitId) => (await visitFor(actor, 'visit.publish', visitId))._id,
    add: (actor, visitId, claims, incoming) => addPiece(pieceDeps, actor, visitId, claims, incoming),
    log,
  }));
  const formDeps = {
    ...formSource, trail, visitFor, changed, looks, now, seenAfterSealMs,
    secretsOf: async ({ householdId }: Visit, form: VisitForm) => {
      const household = await cases.household(householdId);
      return household ? caseSecrets(household, form, dayInChina(now())) : [];
    },
    answerStep: (visit: Visit, itemId: string, by: Actor, extras: StepExtras) => takeStep(visitDeps, visit, { act: 'answer', item: itemId }, by, extras),
    inTurn: <T>(visitId: string, act: () => Promise<T>) => visitDeps.lock.run(visitId, act),
  };

  let pagesAt = config.publicUrl;
  const photosOf = async (visitId: VisitId): Promise<number> => (await visitDeps.photosOf(visitId)).length;
  const newestEntered = async (caseId: string): Promise<Visit | undefined> =>
    (await visits.ofHousehold(caseId as HouseholdId)).findLast((visit) => visit.startedAtMs !== undefined && phaseOf(visit.state) !== 'over');
  const pngOf = ({ _id }: Visit) => async (inkId: string) => (await visits.ink(_id, inkId))?.png;
  const rooms = owned(await openCaseRooms({
    connection: database.connection,
    dataDir: config.dataDir,
    trail,
    lock: new VisitLock(),
    caseFiles: async (ids) => (await cases.households(ids as HouseholdId[])).map(caseFileOf),
    noteProcedure: (caseId, noted) => cases.noteProcedure(caseId as HouseholdId, noted),
    mayInvestigate: async (id, townId) => {
      const vendor = await people.organisation(id as OrganisationId);
      return vendor !== null && vendor.kind === 'vendor' && isActive(vendor, now()) && (vendor.contract?.townIds.includes(townId as OrganisationId) ?? false);
    },
    noteReported: (actor, caseId) => reportVisits(visitDeps, actor, caseId as HouseholdId),
    visitsOf: async (caseId) => reportedVisits(await visits.ofHousehold(caseId as HouseholdId), { accounts: visitDeps.accounts, photosOf }),
    // The newest visit that got into the home: what was found last is what counts.
    formOf: async (caseId) => {
      const newest = await newestEntered(caseId);
      return newest && formOfVisit(formSource, newest._id);
    },
    consentsOf: async (caseId) => {
      const visit = await newestEntered(caseId);
      return visit ? consentOutcomes(visit.consents, { form: await formOf(visit._id), png: pngOf(visit) }) : [];
    },
    signaturesOf: async (caseId) => {
      const visit = await newestEntered(caseId);
      return visit ? signedPlaces(visit.signatures, { form: await formOf(visit._id), accounts: await visitDeps.accounts(visit.investigatorIds), png: pngOf(visit) }) : [];
    },
    secretsOf: async (caseId) => {
      const household = await cases.household(caseId as HouseholdId);
      if (!household) return [];
      const newest = await newestEntered(caseId);
      return caseSecrets(household, newest && (await formOf(newest._id)), dayInChina(now()));
    },
    organisationName: async (id) => (await people.organisation(id as OrganisationId))?.name,
    publicUrl: () => pagesAt ?? '',
    now, seenAfterSealMs,
  }));

  if (config.demo) await rooms.takeOver(DEMO_CASES.map(({ id }) => id));
  const caseDeps: CaseDeps = {
    cases, trail, idDigest, looks, now, seenAfterSealMs,
    district: async () => {
      const [organisations, villages] = await Promise.all([people.allOrganisations(), people.allVillages()]);
      return { organisations, villages };
    },
    opened: (ids) => rooms.takeOver(ids),
    hiddenImports: async () => (await imports.committing()).map(({ _id }) => _id),
  };

  const importDeps = { ...caseDeps, imports, importFiles: await ImportFiles.create(join(config.dataDir, 'imports'), now()) };
  await finishImports(importDeps);
  const caseFiles = owned(await CaseFiles.create({
    dir: join(config.dataDir, 'casefiles'),
    store: caseFileRecords,
    kitDir: kitDir ?? join(pageDir ?? config.dataDir, 'casefile'),
    keepMs: config.caseFileMs,
    signer: () => keys.signer,
    sealKeys: () => keys.publicKeys,
    parts: [
      ...caseFileParts({ cases, visits, evidence, files, accounts: visitDeps.accounts }),
      ...visitRecordParts({ visits, flags, supervision, accounts: visitDeps.accounts, form: (id) => formOfVisit(formSource, id), answers: (id) => answers.ofVisit(id) }),
      ...rooms.caseFileParts,
    ],
    visitsOfCase: (visitId) => visitsOfCase(visits, visitId),
    household: async (id) => (await cases.household(id)) ?? undefined,
    vault, trail, log, now,
  }));
  const waveforms = owned(await Waveforms.create({ dir: join(config.dataDir, 'waveforms'), vault, log }));
  const retentionDeps = {
    store: retention, trail, log, now, years: config.retentionYears,
    outcomeOf: async (visitId: VisitId) => {
      const visit = await visits.visit(visitId);
      return visit ? rooms.outcomeOf(visit.householdId) : 'undecided';
    },
    destroyArchive: async (visitId: VisitId) => {
      await waveforms.forget(visitId as string as ArchiveId);
      return vault.destroyMedia(visitId as string as ArchiveId);
    },
    destroyEvidence: async (visitId: VisitId) => {
      const items = await evidence.itemsOf(visitId);
      for (const { _id } of items) await files.destroy(_id);
      return items.map(({ sha256 }) => sha256);
    },
  };
  await resumeDestructions(retentionDeps);
  owned(new RedFlagWatch({
    fields: async () => Promise.all((await visits.inStates(LIVE_STATES)).map(async ({ _id, householdId }) => {
      const [field, household] = await Promise.all([live.get(_id), cases.household(householdId)]);
      const [status, cameraBytes, microphoneBytes] = await Promise.all([
        field?.status(), field?.receivedBytes('camera'), field?.receivedBytes('microphone'),
      ]);
      return {
        id: _id, gaps: status?.gaps ?? [], ...(household?.home && { home: household.home }), ...(cameraBytes !== undefined && { cameraBytes }), ...(microphoneBytes !== undefined && { microphoneBytes }),
      };
    })),
    closedSince: async (sinceMs) => {
      const found = await Promise.all((await visits.closedBetween(sinceMs, now())).map((id) => visits.visit(id)));
      return Promise.all(found.flatMap((visit) => (visit?.startedAtMs !== undefined && visit.closedAtMs !== undefined
        ? [{ id: visit._id, startedAtMs: visit.startedAtMs, closedAtMs: visit.closedAtMs }] : []))
        .map(async (ended) => ({ ...ended, rooms: roomsOf(await formOf(ended.id)) })));
    },
    reports,
    raise: (flag) => raiseFlag(flagDeps, flag),
    log,
    now,
  }));

  const authenticateRequest: Authenticate = (request) => authenticate(peopleDeps, tokenOf(request.headers.cookie));
  const httpServer = createServer(createHttp({
    routers: [
      peopleRoutes({ ...peopleDeps, cookieSecure: config.cookieSecure }, authenticateRequest),
      managementRoutes(peopleDeps, authenticateRequest),
      caseRoutes(caseDeps, authenticateRequest),
      importRoutes(importDeps, authenticateRequest),
      trailRoutes(trail, authenticateRequest, (ids) => auditedVisits({ visits, cases }, ids)),
      visitRoutes(visitDeps, authenticateRequest),
      formRoutes(formDeps, authenticateRequest),
      evidenceRoutes(evidenceDeps, authenticateRequest),
      pieceRoutes({ ...pieceDeps, uploads: pieceUploads }, authenticateRequest),
      flagRoutes({ ...flagDeps, visitFor, looks }, authenticateRequest),
      caseFileRoutes({ store: caseFileRecords, files: caseFiles, lock: visitDeps.lock, keepMs: config.caseFileMs, trail, now, visitFor }, authenticateRequest),
      supervisionRoutes(supervisionDeps, authenticateRequest),
      ...rooms.routers(authenticateRequest),
      dashboardRoutes({
        trail, now,
        visitsBetween: (filter, fromMs, toMs) => visits.appointedBetween(filter, fromMs, toMs),
        openFlags: (visitIds) => flags.unruledKinds(visitIds),
        accounts: visitDeps.accounts,
        caseCounts: (scope) => rooms.caseCounts(scope),
      }, authenticateRequest),
      retentionRoutes({ ...retentionDeps, lock: visitDeps.lock, visitFor }, authenticateRequest),
      replayRoutes({
        visitDeps, destroyedAtMs: async (id) => (await retention.ofVisit(id))?.destroyedAtMs, vault, sealKeys: () => keys.publicKeys, waveforms,
        links: await MediaLinks.create(join(config.dataDir, 'keys'), now),
      }, authenticateRequest),
      metricsRoutes({ sfu: () => sfu.stats(), recorder: () => recorder.metrics() }, config.metricsToken),
    ],
    ...(pageDir !== undefined && { pageDir }),
    log,
  }));
  await resumeVisits(visitDeps);
  sockets.listen(httpServer, { ...liveHandlers(visitDeps), ...exchangeHandlers(supervisionDeps) }, (socketId) => live.leaveAll(socketId), (socketId) => presence.lost(socketId));
  const url = await listen(httpServer, config);
  pagesAt ??= url;
  const lan = config.lan && owned(await openToLan(httpServer, config, config.lan));
  return { url, trail, ...(lan && { lan }) };
}

async function openToLan(httpServer: HttpServer, { dataDir, port }: Config, { address, port: securePort }: NonNullable<Config['lan']>): Promise<Lan> {
  // Its libraries are loaded only by whoever asks for it.
  const { openLan } = await import('./lan/openLan.ts');
  return openLan(httpServer, { dataDir, address, welcomePort: port, securePort });
}

async function listen(httpServer: HttpServer, { host, port }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    httpServer.once('error', reject).listen(port, host, resolve);
  });
  const address = httpServer.address() as AddressInfo;
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
