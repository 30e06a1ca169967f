export { create, remove, setDefault } from './pipeline/manage.ts';
export { agents, graph, list, show, validate } from './pipeline/read.ts';
