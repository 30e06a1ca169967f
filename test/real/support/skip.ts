/** SHOAL_SKIP_REAL=1 leaves the real CLIs out, and says so. */
export const isRealSkipped = process.env['SHOAL_SKIP_REAL'] === '1';
if (isRealSkipped) console.warn('SKIPPED: the real CLIs are not run (SHOAL_SKIP_REAL=1)');
