import { useParams } from 'react-router';
import { AntdLocale } from '../kit/AntdLocale.tsx';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import { CaseForm } from './CaseForm.tsx';
import styles from './CaseFormPage.module.css';
import { useCaseDraft, useOrganisations } from './queries.ts';

/** A new case, or the registration of one put right. */
export function CaseFormPage() {
  const { id } = useParams();
  const draft = useCaseDraft(id);
  const organisations = useOrganisations();
  const error = draft.error ?? organisations.error;
  const waiting = organisations.isPending || (id !== undefined && draft.isPending);
  return (
    <AntdLocale>
      <main className={styles.page}>
        {error ? <ErrorNotice page error={error} onRetry={() => void Promise.all([draft.refetch(), organisations.refetch()])} /> : waiting ? <Placeholder cards={3} heightPx={200} /> : (
          organisations.data && <CaseForm {...(id !== undefined && draft.data && { edited: { id, ...draft.data } })} district={organisations.data} />
        )}
      </main>
    </AntdLocale>
  );
}
