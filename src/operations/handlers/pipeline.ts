export { accept } from './pipeline/accept.ts';
export { edit } from './pipeline/edit.ts';
export { create, remove, setDefault } from './pipeline/manage.ts';
export { agents, graph, list, show, validate } from './pipeline/read.ts';
export { publish, pull, search, versions } from './pipeline/share.ts';
