// Every page that is looked at, with what it must show.
import { kLanguages, plan, withLanguage } from './browser.mjs';

const kVoting = 'at=2025-11-30T08:00:00%2B06:00';
const kEdgeVoting = 'at=2026-06-14T09:00:00%2B06:00';
const kOneDay = 'at=2025-11-21T15:00:00%2B06:00';
const kSameDay = 'known=2025-11-21T15:00:00%2B06:00';
const kNextDay = 'known=2025-11-22T10:00:00%2B06:00';
const kElection = 'kg-jk-2025';
const kFirst = 'election=kg-test-1';
const [kParliament, kEdges] = [0, 1]; // ledgers of the plan

// `verdict`: key of the verdict that the page must say.
const kPages = [
  { name: 'home', path: '/' },
  { name: 'active', path: `/o/KG25-0128-L?${kVoting}`, verdict: 'active' },
  { name: 'active-then', path: `/o/KG25-0188?${kOneDay}&${kSameDay}`, verdict: 'active' },
  { name: 'revoked', path: '/o/KG25-0188', verdict: 'revoked' },
  { name: 'revoked-later', path: `/o/KG25-0188?${kOneDay}&${kNextDay}`, verdict: 'revoked' },
  { name: 'expired', path: `/o/KG25-0128?election=${kElection}`, verdict: 'expired' },
  { name: 'not-found', path: '/o/KG25-9999', verdict: 'not_found' },
  { name: 'not-found-yet', path: '/o/KG25-0128?at=2025-11-11T08:00:00%2B06:00', verdict: 'not_found' },
  { name: 'mistyped', path: '/o/KG25-0128-M', verdict: 'mistyped' },
  { name: 'other-election', path: '/o/KG25-0128?election=kg-jk-2026-d13', verdict: 'other_election' },
  { name: 'history', path: '/o/KG25-0188/history' },
  { name: 'history-then', path: `/o/KG25-0188/history?${kOneDay}` },
  { name: 'election', path: `/e/${kElection}` },
  { name: 'election-then', path: `/e/${kElection}?${kVoting}` },
  { name: 'election-repeat', path: '/e/kg-jk-2026-d13' },
  { name: 'accredited', path: `/e/${kElection}/accredited` },
  { name: 'accredited-filter', path: `/e/${kElection}/accredited?decree=D-2025-10-24&${kVoting}` },
  { name: 'accredited-last', path: `/e/${kElection}/accredited?page=4` },
  { name: 'revocations', path: `/e/${kElection}/revocations` },
  { name: 'revocations-then', path: `/e/${kElection}/revocations?${kOneDay}` },
  { name: 'application', path: '/a/APP-bg-cec-1' },
  { name: 'application-refused', path: '/a/APP-test-a-001' },
  { name: 'log', path: '/log' },
  { name: 'log-first', path: '/log?from=0' },
  { name: 'status', path: '/status' },
  { name: 'bad-number', path: '/o/!!', status: 400 },
  { name: 'bad-time', path: '/o/KG25-0128?at=yesterday', status: 400 },
  { name: 'no-page', path: '/none', status: 404 },
  { name: 'no-election', path: '/e/no-such', status: 404 },
  { name: 'no-application', path: '/a/APP-none-1', status: 404 },
  { name: 'superseded', path: `/o/U-0009?${kFirst}`, verdict: 'superseded', ledger: kEdges },
  { name: 'edge-active', path: `/o/T-0012?${kFirst}&${kEdgeVoting}`, verdict: 'active', ledger: kEdges },
  { name: 'edge-other', path: '/o/T-0009', verdict: 'other_election', ledger: kEdges },
  { name: 'edge-history', path: `/o/T-0002/history?${kFirst}`, ledger: kEdges },
  { name: 'edge-election', path: '/e/kg-test-1', ledger: kEdges },
  { name: 'edge-revocations', path: '/e/kg-test-1/revocations', ledger: kEdges },
  { name: 'edge-application', path: '/a/A2', ledger: kEdges },
];

// One page in one language: {name, language, base, path, url, status, verdict, personal, authored}.
export function everyPage() {
  return kPages.flatMap((page) => kLanguages.map((language) => {
    const ledger = plan.ledgers[page.ledger ?? kParliament];
    const path = withLanguage(page.path, language);
    return { status: 200, ...page, ...ledger, language, path, url: ledger.base + path };
  }));
}

export const home = plan.ledgers[kParliament].base;
