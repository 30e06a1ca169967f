/** A line about each pipeline that comes with the program; the same stands in its file. */
export const templateLines = {
  plan: 'One agent plans, another carries it out',
  feature:
    'A planner that asks first, a developer, a reviewer whose model may reject, then the branch made ready',
  design: 'An architect, security and frontend discuss until all agree, or you decide; then it is built',
  'code-review': 'Security, performance and style look at a change at the same time; one report of all three',
  build: 'A plan in chunks, built in a session until every chunk is done, then checked as a whole',
  release: 'Tests that must pass, a tester, and a person who lets it out or sends the bugs back',
  maintain:
    'A change of this project from the impact to the branch, by seven agents, with tests and two gates',
  triage: 'An incident goes to the quick or the thorough fixer, then its postmortem is written',
  content: 'Research, a text, an editor who may send it back, and the final copy; for any subject',
  contract: "A contract's clauses, their risks, and a person's look when they are too high; then a summary",
} as const;
