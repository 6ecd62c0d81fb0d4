import { expect, test } from 'vitest';
import { countTests } from './countTests.ts';

const report = (...files: { status: string; tests: string[] }[]): string =>
  JSON.stringify({
    testResults: files.map(({ status, tests }) => ({
      name: 'some.test.ts',
      status,
      assertionResults: tests.map((outcome) => ({ status: outcome })),
    })),
  });

test('passed and failed tests are counted', () => {
  expect(countTests(report({ status: 'failed', tests: ['passed', 'failed', 'passed'] }), 1)).toEqual({ passed: 2, failed: 1 });
});

test('a skipped test and one that is still to do count as failed', () => {
  expect(countTests(report({ status: 'passed', tests: ['passed', 'pending', 'skipped', 'todo'] }), 0)).toEqual({ passed: 1, failed: 3 });
});

test('a test file that cannot be loaded counts as failed', () => {
  expect(countTests(report({ status: 'failed', tests: [] }, { status: 'passed', tests: ['passed'] }), 1)).toEqual({ passed: 1, failed: 1 });
});

test('a run that fails outside its tests counts as failed', () => {
  expect(countTests(report({ status: 'passed', tests: ['passed'] }), 1)).toEqual({ passed: 1, failed: 1 });
});

test('a run that leaves no report counts as failed', () => {
  expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1 });
});
