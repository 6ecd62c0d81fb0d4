import { seeded } from './sound.ts';

/** What is said in a visit, small enough for a grammar: the recogniser must tell like from like, not know a language. */
const WORDS = {
  who: ['my husband', 'my daughter', 'my son', 'my mother', 'my father', 'my sister'],
  does: ['works in the city', 'lives in this house', 'gets a pension', 'goes to school', 'is very ill', 'has no work'],
  number: ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
  thing: ['pigs', 'chickens', 'cows', 'rooms', 'children', 'fields'],
  cost: ['rent', 'medicine', 'school', 'food', 'water', 'heating'],
  part: ['roof', 'kitchen', 'bathroom', 'window', 'bedroom'],
  state: ['is broken', 'is very cold', 'was repaired last year', 'is still new'],
} as const;
type Slot = keyof typeof WORDS;

const SENTENCES = [
  '<who> <does>', 'we have <number> <thing> and <number> <thing>', 'we pay <number> hundred for <cost>',
  'the <part> <state>', '<who> sends <number> hundred every month',
] as const;

/** In the Java Speech Grammar Format, as pocketsphinx reads it. */
export function grammar(): string {
  const slots = Object.entries(WORDS).map(([slot, words]) => `<${slot}> = ${words.join(' | ')};`);
  return ['#JSGF V1.0;', 'grammar visit;', ...slots, `public <sentence> = ${SENTENCES.join(' | ')};`, ''].join('\n');
}

/** Sentences without end, the same in every run. */
export function* speakSentences(seed: number): Generator<string, never> {
  const random = seeded(seed);
  const choose = (words: readonly string[]): string => words[Math.floor(random() * words.length)]!;
  for (let turn = 0; ; turn++) {
    yield SENTENCES[turn % SENTENCES.length]!.replace(/<(\w+)>/g, (_, slot: Slot) => choose(WORDS[slot]));
  }
}

/** Words that were left out, put in, or taken for others (Levenshtein's distance). */
export function wordErrors(said: string, understood: string): number {
  const [from, to] = [said.split(' '), understood.split(' ').filter((word) => word !== '')];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, word] of from.entries()) {
    const next = [index + 1];
    for (const [column, other] of to.entries()) {
      next.push(Math.min(next[column]! + 1, row[column + 1]! + 1, row[column]! + (word === other ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1)!;
}
