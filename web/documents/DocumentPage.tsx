import { FilePdfOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { toDataURL } from 'qrcode';
import { useParams } from 'react-router';
import type { Block, DocumentView } from '../../server/documents/contract.ts';
import { request } from '../kit/api.ts';
import { ErrorNotice } from '../kit/ErrorNotice.tsx';
import { Placeholder } from '../kit/Placeholder.tsx';
import styles from './Documents.module.css';
import { useDocumentTexts } from './texts.ts';

/** A document on the screen, from the same blocks as its PDF. */
export function DocumentPage() {
  const { id = '' } = useParams();
  const t = useDocumentTexts();
  const document = useQuery({
    queryKey: ['document', id],
    queryFn: ({ signal }) => request<DocumentView>('GET', `/api/documents/${encodeURIComponent(id)}`, undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const checkUrl = document.data?.checkUrl;
  const qr = useQuery({ queryKey: ['qr', checkUrl], queryFn: () => toDataURL(checkUrl ?? '', { margin: 0 }), enabled: checkUrl !== undefined });
  if (document.isPending) return <main className={styles.page}><Placeholder cards={4} /></main>;
  if (!document.data) return <ErrorNotice page error={document.error} onRetry={() => void document.refetch()} />;
  const { content, number, code, issuedOn } = document.data;
  return (
    <main className={styles.page}>
      <div className={styles.tools}>
        <Button type="primary" icon={<FilePdfOutlined />} href={`/api/documents/${id}/pdf`} target="_blank" rel="noreferrer">{t('pdf')}</Button>
      </div>
      <article className={styles.paper} data-testid="paper">
        <header className={styles.head}>
          <p>{content.office}</p>
          <h1>{content.title}</h1>
          <p>{number}</p>
        </header>
        {content.blocks.map((block, index) => <BlockView key={index} block={block} issuedOn={issuedOn} sealText={t('seal')} />)}
        <footer className={styles.foot}>
          <span>{t('number')} {number}<br />{t('code')} {code}</span>
          {qr.data !== undefined && <img src={qr.data} alt={t('scan')} />}
        </footer>
      </article>
    </main>
  );
}

function BlockView({ block, issuedOn, sealText }: { readonly block: Block; readonly issuedOn: string; readonly sealText: string }) {
  switch (block.block) {
    case 'heading': return <h2 className={styles.heading}>{block.text}</h2>;
    case 'paragraph': return <p className={`${styles.paragraph} ${block.indent ? styles.indent : ''}`}>{block.text}</p>;
    case 'smallPrint': return <p className={styles.small}>{block.text}</p>;
    case 'list': return <ol className={styles.list}>{block.items.map((item) => <li key={item}>{item}</li>)}</ol>;
    case 'fields':
      return (
        <div className={styles.scroll}>
          <table className={styles.table}><tbody>{block.fields.map(({ label, value }, index) => <tr key={index}><th scope="row" style={{ width: '26%' }}>{label}</th><td>{value}</td></tr>)}</tbody></table>
        </div>
      );
    case 'table':
      return (
        <div className={styles.scroll} tabIndex={0}>
          <table className={styles.table}>
            <thead><tr>{block.columns.map(({ title }) => <th key={title} scope="col">{title}</th>)}</tr></thead>
            <tbody>
              {block.rows.map((row, index) => <tr key={index}>{block.columns.map(({ title, align }, column) => <td key={title} style={{ textAlign: align }}>{row[column]}</td>)}</tr>)}
              {block.rows.length === 0 && <tr><td colSpan={block.columns.length}>{block.empty}</td></tr>}
            </tbody>
          </table>
        </div>
      );
    case 'signatures':
      return (
        <div className={styles.places}>
          {block.places.map(({ label, name, on, png, means }, index) => (
            <div key={index} className={styles.place}>
              {label}{name === undefined ? '' : `（${name}）`}
              {png === undefined ? <p>{means}</p> : <img src={`data:image/png;base64,${png}`} alt="" />}
              <small>{on}</small>
            </div>
          ))}
        </div>
      );
    case 'seal': return <div className={styles.seal}><p>{block.office}{sealText}</p><p>{issuedOn}</p></div>;
  }
}
