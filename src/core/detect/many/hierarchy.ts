import { eBenjaminiHochberg } from './e-bh.ts';
import { mergeEvidence } from './merge-evidence.ts';

/** A node of brand → symptom → area with its own evidence (recurrence interval ÷ budget), if it is watched itself, and its weight among its siblings. */
export interface EvidenceNode<Id> {
  id: Id;
  own: number | null;
  weight: number;
  children: readonly EvidenceNode<Id>[];
}

/** A node that was found, the evidence of it and all below it, and what was found below. */
export interface Finding<Id> {
  id: Id;
  evidence: number;
  below: Finding<Id>[];
}

/** Share of a node's budget that its own series gets; the rest is its children's. */
const ownShare = 0.5;

/** Evidence of a node and everything below: half its own, half the weighted mean of its children; all of it where the other is missing. */
export function treeEvidence<Id>(node: EvidenceNode<Id>): number {
  const parts = node.children.map((child) => ({ evidence: treeEvidence(child), weight: child.weight }));
  if (parts.length === 0) return node.own ?? 1;
  const below = mergeEvidence(parts);
  return node.own === null ? below : ownShare * node.own + (1 - ownShare) * below;
}

/**
 * Findings from the top down: the root when its evidence reaches 1 (its budget), then among the children of each finding those that
 * e-BH names at `level`. One budget per root covers everything below it: without a finding above there is none below
 * (as the hierarchical testing of Yekutieli 2008, with e-values for any dependence).
 */
export function findInTree<Id>(root: EvidenceNode<Id>, level: number): Finding<Id> | null {
  const evidence = treeEvidence(root);
  return evidence >= 1 ? { id: root.id, evidence, below: findBelow(root, level) } : null;
}

function findBelow<Id>(node: EvidenceNode<Id>, level: number): Finding<Id>[] {
  const evidence = node.children.map(treeEvidence);
  return eBenjaminiHochberg(evidence, level).map((index) => {
    const child = node.children[index]!;
    return { id: child.id, evidence: evidence[index]!, below: findBelow(child, level) };
  });
}
