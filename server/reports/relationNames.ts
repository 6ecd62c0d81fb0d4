import type { AddInterview } from './contract.ts';

export const RELATION_NAMES: Readonly<Record<AddInterview['relation'], string>> = {
  neighbour: '邻居', buildingHead: '楼长', villageCadre: '村（居）干部', colleague: '同事', other: '其他',
};
