export { accept } from './pipeline/accept.ts';
export { edit } from './pipeline/edit.ts';
export { change, write } from './pipeline/change.ts';
export { graph } from './pipeline/graph.ts';
export { offered, permissions, templates } from './pipeline/offered.ts';
export { create, duplicate, remove, setDefault } from './pipeline/manage.ts';
export { agents, list, params, schema, show, validate } from './pipeline/read.ts';
export { publish, pull, search, versions } from './pipeline/share.ts';
