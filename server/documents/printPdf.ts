import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { Content, CustomTableLayout, TableCell } from 'pdfmake';
import type { Column, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Day } from '../rules/contract.ts';
import type { Block, DocumentContent } from './contract.ts';
import { dayText } from './dayText.ts';

/** One document with what stands around its content. */
export interface PrintedDocument {
  readonly content: DocumentContent;
  readonly number: string;
  /** In groups of four. */
  readonly code: string;
  /** What the QR code leads to. */
  readonly checkUrl: string;
  readonly issuedOn: Day;
  /** In place of the moment of printing: the same input gives the same bytes. */
  readonly issuedAtMs: number;
}

const FONT = 'NotoSansSC';
const fontFile = (style: string): string => createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${style}.ttf`);
const REGULAR = fontFile('400Regular/NotoSansSC_400Regular');
const BOLD = fontFile('700Bold/NotoSansSC_700Bold');

/** A4 in points, less 2.2 cm at each side. */
const MARGIN_PT = 62;
const WIDTH_PT = 595.28 - 2 * MARGIN_PT;
const RULE = '#333333';
const SHADE = '#f3f3f1';

const RULED: CustomTableLayout = {
  hLineWidth: (index, node) => (index === 0 || index === node.table.body.length ? 0.9 : 0.5),
  vLineWidth: (index, node) => (index === 0 || index === (node.table.widths as unknown[]).length ? 0.9 : 0.5),
  hLineColor: () => RULE,
  vLineColor: () => RULE,
  // A line's own height leaves room below its text; the cell evens that out.
  paddingTop: () => 5.5,
  paddingBottom: () => 3.5,
  paddingLeft: () => 6,
  paddingRight: () => 6,
};

pdfmake.setFonts({ [FONT]: { normal: REGULAR, bold: BOLD, italics: REGULAR, bolditalics: BOLD } });
// Nothing is fetched, and no file is read but the fonts of this house.
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path === REGULAR || path === BOLD);
pdfmake.setTableLayouts({ ruled: RULED });

/** The document as a PDF. Only the glyphs it uses are embedded. */
export async function printPdf(printed: PrintedDocument): Promise<Buffer> {
  return pdfmake.createPdf(definitionOf(printed)).getBuffer();
}

function definitionOf({ content, number, code, checkUrl, issuedOn, issuedAtMs }: PrintedDocument): TDocumentDefinitions {
  return {
    pageSize: 'A4',
    pageMargins: [MARGIN_PT, 62, MARGIN_PT, 74],
    info: { title: content.title, author: content.office, subject: number, creationDate: new Date(issuedAtMs) },
    defaultStyle: { font: FONT, fontSize: 10.5, lineHeight: 1.25, color: '#111111' },
    content: [
      {
        columns: [
          { width: 76, text: '' },
          {
            width: '*',
            stack: [
              { text: content.office, alignment: 'center', fontSize: 12, margin: [0, 6, 0, 6] },
              { text: content.title, alignment: 'center', fontSize: 20, bold: true, lineHeight: 1.15, margin: [0, 0, 0, 8] },
              { text: number, alignment: 'center', fontSize: 10.5 },
            ],
          },
          { width: 76, qr: checkUrl, fit: 76, alignment: 'right', eccLevel: 'M' },
        ],
        columnGap: 6,
        margin: [0, 0, 0, 8],
      },
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: WIDTH_PT, y2: 0, lineWidth: 1.2, lineColor: RULE }], margin: [0, 0, 0, 12] },
      ...bodyOf(content.blocks, issuedOn),
    ],
    footer: (page, pages) => ({
      margin: [MARGIN_PT, 22, MARGIN_PT, 0],
      fontSize: 8.5,
      color: '#555555',
      columns: [
        { width: '*', text: number },
        { width: 110, text: `第 ${page} 页\u3000共 ${pages} 页`, alignment: 'center' },
        { width: '*', text: `核验码 ${code}`, alignment: 'right' },
      ],
    }),
  };
}

/** The longest that is kept whole on a page with the heading above it. */
const MOST_FIELDS_TOGETHER = 24;
const MOST_WORDS_TOGETHER = 600;

/** The blocks in their order; a heading never stands alone at the foot of a page. */
function bodyOf(blocks: readonly Block[], issuedOn: Day): Content[] {
  return blocks.flatMap((block, index): Content[] => {
    const before = blocks[index - 1];
    const after = blocks[index + 1];
    if (block.block === 'heading' && after && staysWithHeading(after)) {
      return [{ unbreakable: true, stack: [contentOf(block, issuedOn), contentOf(after, issuedOn)] }];
    }
    return before?.block === 'heading' && staysWithHeading(block) ? [] : [contentOf(block, issuedOn)];
  });
}

function staysWithHeading(block: Block): boolean {
  if (block.block === 'fields') return block.fields.length <= MOST_FIELDS_TOGETHER;
  return block.block === 'paragraph' && block.text.length <= MOST_WORDS_TOGETHER;
}

function contentOf(block: Block, issuedOn: Day): Content {
  switch (block.block) {
    case 'heading':
      return { text: block.text, bold: true, fontSize: 12, margin: [0, 10, 0, 6] };
    case 'paragraph':
      // Two ideographic blanks: the first line's indent that Chinese offices use.
      return { text: `${block.indent ? '\u3000\u3000' : ''}${block.text}`, preserveLeadingSpaces: true, lineHeight: 1.5, margin: [0, 0, 0, 6] };
    case 'fields':
      return { layout: 'ruled', table: { widths: ['17%', '33%', '17%', '33%'], body: fieldRows(block.fields), dontBreakRows: true }, margin: [0, 0, 0, 10] };
    case 'table':
      return tableOf(block);
    case 'list':
      return { ol: block.items.map((text) => ({ text, margin: [0, 0, 0, 3] })), margin: [0, 0, 0, 8] };
    case 'signatures':
      return signaturesOf(block);
    case 'seal':
      return {
        unbreakable: true,
        stack: [
          { text: `${block.office}（印章）`, alignment: 'right', margin: [0, 26, 24, 4] },
          { text: dayText(issuedOn), alignment: 'right', margin: [0, 0, 24, 10] },
        ],
      };
    case 'smallPrint':
      return { text: block.text, fontSize: 8.5, color: '#444444', lineHeight: 1.35, margin: [0, 2, 0, 4] };
  }
}

const labelCell = (text: string): TableCell => ({ text, alignment: 'center', fillColor: SHADE });

function fieldRows(fields: Extract<Block, { block: 'fields' }>['fields']): TableCell[][] {
  const rows: TableCell[][] = [];
  let open: [TableCell, string] | undefined;
  for (const { label, value, wide } of fields) {
    if (wide) {
      if (open) rows.push(wideRow(open));
      open = undefined;
      rows.push(wideRow([labelCell(label), value]));
    } else if (open) {
      rows.push([...open, labelCell(label), value]);
      open = undefined;
    } else open = [labelCell(label), value];
  }
  // Half a row at the end takes the whole width: an empty label looks like something forgotten.
  if (open) rows.push(wideRow(open));
  return rows;
}

function wideRow([label, text]: [TableCell, string]): TableCell[] {
  return [label, { text, colSpan: 3 }, '', ''];
}

function tableOf({ columns, rows, empty }: Extract<Block, { block: 'table' }>): Content {
  const shares = columns.reduce((sum, { share }) => sum + share, 0);
  const body: TableCell[][] = [
    columns.map(({ title }) => ({ text: title, bold: true, alignment: 'center', fillColor: SHADE })),
    ...rows.map((row) => columns.map(({ align }, index): TableCell => ({ text: row[index] ?? '', alignment: align }))),
  ];
  if (rows.length === 0) body.push([{ text: empty, colSpan: columns.length, alignment: 'center' }, ...columns.slice(1).map(() => '')]);
  return {
    layout: 'ruled',
    fontSize: 9.5,
    table: { headerRows: 1, dontBreakRows: true, widths: columns.map(({ share }) => `${(share / shares) * 100}%`), body },
    margin: [0, 0, 0, 10],
  };
}

/** Two places a row, each with room for a hand. */
function signaturesOf({ places }: Extract<Block, { block: 'signatures' }>): Content {
  const cell = ({ label, name, on, png, means }: (typeof places)[number]): Column => ({
    width: '*',
    stack: [
      { text: `${label}${name === undefined ? '' : `（${name}）`}：` },
      png === undefined ? { text: means ?? '', alignment: 'center', margin: [0, 12, 0, 14] } : { image: `data:image/png;base64,${png}`, fit: [170, 44], alignment: 'center' },
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: WIDTH_PT / 2 - 24, y2: 0, lineWidth: 0.5, lineColor: RULE }] },
      { text: on ?? '\u3000\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日', alignment: 'right', fontSize: 9.5, margin: [0, 4, 24, 0] },
    ],
  });
  const rows: Content[] = [];
  for (let index = 0; index < places.length; index += 2) {
    const pair: Column[] = places.slice(index, index + 2).map(cell);
    if (pair.length === 1) pair.push({ width: '*', text: '' });
    rows.push({ columns: pair, columnGap: 24, margin: [0, 8, 0, 8], unbreakable: true });
  }
  return { stack: rows, margin: [0, 8, 0, 8] };
}
