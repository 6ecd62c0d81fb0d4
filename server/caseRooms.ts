import { caseRoomParts } from './caseRoomParts.ts';
import type { CaseFileProvider } from './casefiles/contract.ts';
import { join } from 'node:path';
import type { Router } from 'express';
import { needRoutes } from './classification/cases/routes.ts';
import { NeedStore } from './classification/store.ts';
import { Calendar } from './clocks/Calendar.ts';
import { dayInChina } from './clocks/days.ts';
import { calendarRoutes } from './clocks/routes.ts';
import { CalendarStore } from './clocks/store.ts';
import { compose } from './documents/compose/compose.ts';
import type { ConsentOutcome, SignedPlace } from './documents/compose/sources.ts';
import type { DocumentKind } from './documents/contract.ts';
import { DOCUMENT_KINDS } from './documents/contract.ts';
import { DocumentFiles } from './documents/DocumentFiles.ts';
import { PdfPrinter } from './documents/PdfPrinter.ts';
import { documentRoutes } from './documents/routes.ts';
import { DocumentStore } from './documents/store.ts';
import { UserError } from './errors.ts';
import { householdFactsOf, incomeInputOf, memberFactsOf } from './forms/computeInput.ts';
import type { VisitForm } from './forms/contract.ts';
import { isMinor } from './forms/viewForm.ts';
import { membersOf } from './forms/entries/contract.ts';
import type { Authenticate } from './http.ts';
import { calculationRoutes } from './income/cases/routes.ts';
import type { PreviewedCase } from './income/parameters/previewParameters.ts';
import { CalculationStore } from './income/store.ts';
import type { Action } from './people/abilities.ts';
import { may, scopeOf } from './people/abilities.ts';
import type { Actor } from './people/authenticate.ts';
import { inTrail } from './people/authenticate.ts';
import type { Field, Viewer } from './people/fieldAccess.ts';
import { accessTo, maskField } from './people/fieldAccess.ts';
import type { Secret } from './people/redact.ts';
import { redactor } from './people/redact.ts';
import type { LookingDeps } from './people/looking.ts';
import { lookingOf } from './people/looking.ts';
import { requireAbility } from './people/requireAbility.ts';
import { Policies } from './policies/Policies.ts';
import { policyRoutes } from './policies/routes.ts';
import { PolicyStore } from './policies/store.ts';
import type { PLATFORM } from './procedures/actOnCase.ts';
import { actOnCase, procedureOf, takeOver } from './procedures/actOnCase.ts';
import type { CaseFile } from './procedures/contract.ts';
import { moveClocks } from './procedures/moveClocks.ts';
import type { ProcedureDeps } from './procedures/procedureDeps.ts';
import { procedureRoutes } from './procedures/routes.ts';
import type { ProcedureScope } from './procedures/store.ts';
import { ProcedureStore } from './procedures/store.ts';
import type { ReportedVisit } from './reports/draftReport.ts';
import { reportRoutes } from './reports/routes.ts';
import { ReportStore } from './reports/store.ts';
import { FIRST_RETENTION_PARAMETERS } from './rules/casePolicy.ts';
import type { CaseAct, CaseState, Day } from './rules/contract.ts';
import type { Outcome } from './retention/contract.ts';
import { outcomeOfCase } from './retention/outcomeOfCase.ts';
import type { Trail } from './trail/Trail.ts';

const INTERVIEWS_EXPECTED = 2;
/** Of a number on a dashboard; beyond it nobody compares. */
const MOST_COUNTED = 1_000;
/** From the decision on a case keeps what it was computed with. */
const FINISHED: readonly CaseState[] = [
  'approved', 'refused', 'notified', 'inPayment', 'adjusted', 'grace', 'terminated', 'notAccepted', 'withdrawn', 'procedureEnded',
];
/** Which rows of the masking table a document's content falls under. */
const FIELDS_OF_DOCUMENT: Readonly<Record<DocumentKind, readonly Field[]>> = {
  notice: ['applicantName'], consent: ['signature'],
  // Paper can't be masked: it goes to whoever may read all of it, the diagnoses and the children too.
  visitForm: ['formAnswer', 'diagnosis', 'minorsData'], investigationReport: ['report', 'diagnosis', 'minorsData'], calculationSheet: ['calculation', 'diagnosis', 'minorsData'],
};
const ISSUED_BY: Readonly<Partial<Record<Actor['role'], readonly DocumentKind[]>>> = {
  investigator: ['notice', 'consent', 'visitForm', 'investigationReport'],
  clerk: DOCUMENT_KINDS,
};

/** What the rooms of a case take from the other nouns. */
export interface CaseRoomParts extends LookingDeps {
  readonly connection: ConstructorParameters<typeof DocumentStore>[0];
  readonly dataDir: string;
  readonly trail: Trail;
  readonly lock: { run<T>(id: string, act: () => Promise<T>): Promise<T> };
  readonly caseFiles: (caseIds: readonly string[]) => Promise<readonly CaseFile[]>;
  readonly noteProcedure: ProcedureDeps['noteProcedure'];
  readonly mayInvestigate: ProcedureDeps['mayInvestigate'];
  /** The case's report has been handed in by this person: its sealed visits are reported on. */
  readonly noteReported: (actor: Actor, caseId: string) => Promise<void>;
  /** Oldest first. */
  readonly visitsOf: (caseId: string) => Promise<readonly (ReportedVisit & { readonly id: string })[]>;
  /** The form of the case's newest visit that has one. */
  readonly formOf: (caseId: string) => Promise<VisitForm | undefined>;
  readonly consentsOf: (caseId: string) => Promise<readonly ConsentOutcome[]>;
  readonly signaturesOf: (caseId: string) => Promise<readonly SignedPlace[]>;
  /** What of the household may stand in texts and not everybody may read there. */
  readonly secretsOf: (caseId: string) => Promise<readonly Secret[]>;
  readonly organisationName: (id: string) => Promise<string | undefined>;
  /** Where pages are, absolute; known once the server listens. */
  readonly publicUrl: () => string;
}

/** The rooms of a case, open, with their routes. */
export interface CaseRooms {
  readonly routers: (authenticate: Authenticate) => Router[];
  readonly procedures: ProcedureDeps;
  /** What they give to a case file. */
  readonly caseFileParts: readonly CaseFileProvider[];
  /** What became of a case, which its records are kept by. */
  outcomeOf(caseId: string): Promise<Outcome>;
  /** Reports that wait for their review, and cases past a deadline. */
  caseCounts(scope: ProcedureScope): Promise<{ readonly reviewQueue: number; readonly overdueCases: number }>;
  /** An act by the platform, or by a person who did it elsewhere and may; the case's rules say no by name. */
  act(caseId: string, actor: Actor | typeof PLATFORM, act: CaseAct): Promise<void>;
  /** Starts the clocks of cases that came under way. Safe to repeat. */
  takeOver(caseIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens the stores of procedures, policies, computations, needs, reports and documents, and wires them to each other. */
export async function openCaseRooms(parts: CaseRoomParts): Promise<CaseRooms> {
  const { connection, trail, lock, now } = parts;
  const stores = {
    procedures: new ProcedureStore(connection), policies: new PolicyStore(connection), calendar: new CalendarStore(connection),
    calculations: new CalculationStore(connection), needs: new NeedStore(connection), reports: new ReportStore(connection), documents: new DocumentStore(connection),
  };
  await Promise.all(Object.values(stores).map((store) => store.ready()));
  const policies = await Policies.create({ store: stores.policies, trail, now });
  const calendar = await Calendar.create({ store: stores.calendar, trail, now });
  const files = await DocumentFiles.create(join(parts.dataDir, 'documents'));
  const printer = new PdfPrinter();

  const caseFile = async (caseId: string): Promise<CaseFile | undefined> => (await parts.caseFiles([caseId]))[0];
  const requireCase = async (actor: Actor, action: Action, caseId: string): Promise<CaseFile> => {
    // The role is asked first, so that nobody learns from the answer which cases exist.
    await requireAbility(trail, actor, action);
    const file = await caseFile(caseId);
    if (!file) throw new UserError('case.unknown');
    if (!may(actor, action, file)) {
      await trail.append({ act: 'access.denied', actor: inTrail(actor), object: { kind: 'case', id: file.id }, details: { action } });
      throw new UserError('access.denied');
    }
    return file;
  };
  const viewerFor = (actor: Actor, file: CaseFile): Viewer => lookingOf(actor, file.sealedAtMs, parts).viewer;
  /** Rewrites what is shown of this case for who may not read all of it; where they may, there is nothing to rewrite. */
  const redactFor = async (actor: Actor, file: CaseFile) => redactor(await parts.secretsOf(file.id), viewerFor(actor, file));
  const seesFor = (actor: Actor, file: CaseFile) => (field: Field, ofMinor = false): boolean => accessTo(field, { viewer: viewerFor(actor, file), ofMinor }) === 'clear';
  const nameFor = (actor: Actor, file: CaseFile): string => {
    const access = accessTo('applicantName', { viewer: viewerFor(actor, file), ofMinor: false });
    return access === 'clear' ? file.applicantName : maskField('applicantName', file.applicantName);
  };
  const scopeFor = async (actor: Actor, action: Action): Promise<ProcedureScope> => {
    await requireAbility(trail, actor, action);
    switch (scopeOf(actor.role, action)) {
      case 'district': return {};
      case 'town': return { townId: actor.organisationId };
      case 'organisation': return { organisationId: actor.organisationId };
      default: return { investigatorId: actor.id };
    }
  };

  const procedures: ProcedureDeps = {
    procedures: stores.procedures, trail, lock, requireCase, caseFiles: parts.caseFiles, scopeFor, nameFor, now,
    noteProcedure: parts.noteProcedure, mayInvestigate: parts.mayInvestigate,
    clockRules: async (on) => ({ parameters: await policies.inForce('clocks', on), calendar: await calendar.workingDays() }),
    retention: FIRST_RETENTION_PARAMETERS,
  };
  const stateOf = async (file: CaseFile): Promise<CaseState> => (await procedureOf(procedures, file)).state;
  const sourceOf = async (file: CaseFile): Promise<{ caseNumber: string; applicantName: string; address: string; visits: readonly ReportedVisit[]; form?: VisitForm }> => {
    const [visits, form] = await Promise.all([parts.visitsOf(file.id), parts.formOf(file.id)]);
    const { caseNumber, applicantName, address } = file;
    return { caseNumber, applicantName, address, visits, ...(form && { form }) };
  };
  const calculations = {
    calculations: stores.calculations, trail, lock, now,
    formInput: async (caseId: string, on: Day) => {
      const form = await parts.formOf(caseId);
      return form && { visitId: form.visitId, draft: incomeInputOf(form, on) };
    },
    parameters: () => policies.versions('income'),
    isFinished: async (caseId: string) => {
      const file = await caseFile(caseId);
      return file !== undefined && FINISHED.includes(await stateOf(file));
    },
  };
  const documents = {
    documents: stores.documents, files, printer, trail, lock, now,
    settings: (on: Day) => policies.inForce('documents', on),
    compose: async (kind: DocumentKind, caseId: string) => {
      const file = await caseFile(caseId);
      if (!file) throw new UserError('case.unknown');
      const [source, settings, consents, signatures, calculation, report, vendorName] = await Promise.all([
        sourceOf(file), policies.inForce('documents', dayInChina(now())), parts.consentsOf(caseId), parts.signaturesOf(caseId),
        stores.calculations.newest(caseId), stores.reports.newestSubmitted(caseId),
        file.organisationId === undefined ? undefined : parts.organisationName(file.organisationId),
      ]);
      return compose(kind, {
        office: settings.office, file, consents, signatures, visits: source.visits,
        ...(source.form && { form: source.form }), ...(calculation && { calculation }), ...(report && { report }), ...(vendorName !== undefined && { vendorName }),
      });
    },
    requireCase: async (actor: Actor, action: Action, caseId: string) => {
      await requireCase(actor, action, caseId);
    },
    kindsFor: async (actor: Actor, caseId: string) => {
      const file = await caseFile(caseId);
      const viewer = file ? viewerFor(actor, file) : actor.role;
      const sees = (kind: DocumentKind): boolean => FIELDS_OF_DOCUMENT[kind].every((field) => accessTo(field, { viewer, ofMinor: false }) === 'clear');
      return { seen: DOCUMENT_KINDS.filter(sees), issued: (ISSUED_BY[actor.role] ?? []).filter(sees) };
    },
    checkUrl: (code: string) => `${parts.publicUrl()}/d/${code}`,
  };

  return {
    procedures,
    outcomeOf: async (caseId) => {
      const file = await caseFile(caseId);
      return file ? outcomeOfCase(await procedureOf(procedures, file)) : 'undecided';
    },
    caseCounts: async (scope) => {
      const [states, { overdue }] = await Promise.all([stores.procedures.countInStates(scope, ['reported'], MOST_COUNTED), stores.procedures.countDue(scope, dayInChina(now()))]);
      return { reviewQueue: states.reported ?? 0, overdueCases: overdue };
    },
    act: async (caseId, actor, act) => {
      const file = await caseFile(caseId);
      if (!file) throw new UserError('case.unknown');
      await actOnCase(procedures, actor, file, act);
    },
    takeOver: async (caseIds) => takeOver(procedures, await parts.caseFiles(caseIds)),
    routers: (authenticate) => [
      procedureRoutes(procedures, authenticate),
      calendarRoutes({ calendar, trail, changed: () => moveClocks(procedures) }, authenticate),
      policyRoutes({
        policies, trail, now,
        calculatedCases: () => previewed(stores, caseFile, stateOf),
        caseNumbers: async (ids) => Object.fromEntries((await parts.caseFiles(ids)).map(({ id, caseNumber }) => [id, caseNumber])),
      }, authenticate),
      calculationRoutes({ ...calculations, requireCase, redactFor, seesFor }, authenticate),
      needRoutes({
        needs: stores.needs, trail, lock, now, requireCase, redactFor, seesFor,
        household: async (caseId, on) => {
          const form = await parts.formOf(caseId);
          return form && { facts: householdFactsOf(form), members: memberFactsOf(form, on) };
        },
        table: (on) => policies.inForce('classification', on),
        membersOf: async (caseId) => {
          const form = await parts.formOf(caseId);
          return (form ? membersOf(form) : []).map((member) => ({ id: member.id, name: member.name, isMinor: isMinor(member, dayInChina(now())) }));
        },
      }, authenticate),
      reportRoutes({
        reports: stores.reports, trail, lock, requireCase, nameFor, sourceOf, stateOf, viewerFor, redactFor, now,
        interviewsExpected: INTERVIEWS_EXPECTED,
        noteReported: parts.noteReported,
        actOnCase: (actor, file, act, atOnce) => actOnCase(procedures, actor, file, act, atOnce),
      }, authenticate),
      documentRoutes(documents, authenticate),
    ],
    caseFileParts: caseRoomParts({ ...stores, files }),
    close: () => printer.close(),
  };
}

async function* previewed(
  stores: { readonly calculations: CalculationStore },
  caseFile: (caseId: string) => Promise<CaseFile | undefined>,
  stateOf: (file: CaseFile) => Promise<CaseState>,
): AsyncGenerator<PreviewedCase> {
  for await (const { caseId, calculation } of stores.calculations.everyNewest()) {
    const file = await caseFile(caseId);
    if (file) yield { caseId, calculation, finished: FINISHED.includes(await stateOf(file)) };
  }
}
