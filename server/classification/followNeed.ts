import type { NeedIn, Officer } from './contract.ts';

/** A confirmed need goes to whoever can help. */
export function referNeed(need: NeedIn<'confirmed'>, by: Officer, atMs: number, to: string): NeedIn<'referred'> {
  return { ...need, state: 'referred', referredBy: by, referredAtMs: atMs, referredTo: to };
}

/** They take it on. */
export function acceptReferral(need: NeedIn<'referred'>, by: string, atMs: number): NeedIn<'accepted'> {
  return { ...need, state: 'accepted', acceptedBy: by, acceptedAtMs: atMs };
}

/** The service was given; `what` says which and how much. */
export function deliverService(need: NeedIn<'accepted'>, atMs: number, what: string): NeedIn<'delivered'> {
  return { ...need, state: 'delivered', deliveredAtMs: atMs, delivered: what };
}

/** What the household says about it, from 1 (no help) to 5 (great help). */
export function giveFeedback(need: NeedIn<'delivered'>, atMs: number, satisfaction: number, words?: string): NeedIn<'feedback'> {
  return { ...need, state: 'feedback', feedbackAtMs: atMs, satisfaction, ...(words !== undefined && { feedback: words }) };
}
