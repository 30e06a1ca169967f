export { mail } from './hook/mail.ts';
export { open } from './hook/open.ts';
