import { dayInChina } from '../../clocks/days.ts';
import type { VisitForm } from '../../forms/contract.ts';
import { memberOf } from '../../forms/entries/contract.ts';
import type { AccountView } from '../../people/contract.ts';
import type { ConsentView, SignatureView } from '../../visits/record/contract.ts';
import { dayText } from '../dayText.ts';
import type { ConsentOutcome, SignedPlace } from './sources.ts';

const MEANS: Readonly<Record<ConsentView['means'], string>> = { signature: '签字', fingerprint: '指印', spoken: '录音中口头表示' };
const LABELS: Readonly<Record<SignatureView['as'], string>> = { investigator: '调查员', member: '被调查人', witness: '见证人' };

export interface HandDeps {
  readonly form: VisitForm;
  readonly accounts: readonly AccountView[];
  /** The picture of a signature, PNG in base64. */
  readonly png: (inkId: string) => Promise<string | undefined>;
}

/** The consents of a visit as a paper names them; of one kind and person the last one holds. */
export async function consentOutcomes(consents: readonly ConsentView[], deps: Pick<HandDeps, 'form' | 'png'>): Promise<ConsentOutcome[]> {
  const last = new Map(consents.map((one) => [`${one.kind}/${one.personId}`, one]));
  return Promise.all([...last.values()].map(async ({ kind, outcome, personId, means, textVersion, atMs, inkId }) => {
    const png = inkId === undefined ? undefined : await deps.png(inkId);
    return {
      kind, given: outcome === 'given', personName: memberOf(deps.form, personId).name, on: dayText(dayInChina(atMs)), means: MEANS[means], textVersion,
      ...(png !== undefined && { png }),
    };
  }));
}

/** Who signed the form, with their hands. */
export async function signedPlaces(signatures: readonly SignatureView[], { form, accounts, png }: HandDeps): Promise<SignedPlace[]> {
  return Promise.all(signatures.map(async ({ as, signerId, name, means, atMs, inkId }) => {
    const known = as === 'investigator' ? accounts.find(({ id }) => id === signerId)?.name : (name ?? memberOf(form, signerId).name);
    const picture = await png(inkId);
    return { label: LABELS[as], name: known ?? signerId, on: dayText(dayInChina(atMs)), ...(picture !== undefined && { png: picture }), ...(means === 'fingerprint' && { means: '（指印）' }) };
  }));
}
