export * from './pipeline/change.ts';
export * from './pipeline/graph.ts';
export * from './pipeline/offer.ts';
export * from './pipeline/read.ts';
export * from './pipeline/share.ts';
export * from './pipeline/write.ts';
