// Whom the reader trusts, in a few lines.
import { parsePolicy, type Policy } from '../log/policy.ts';
import { Fault } from '../base/fault.ts';
import type { Speech } from '../words.ts';
import { facts, make } from './dom.ts';

function quorumText(speech: Speech, policy: Policy): string {
  if (!policy.hasQuorum()) return speech.say('policy_quorum_none');
  const group = policy.groups.get(policy.quorum);
  if (group === undefined) return policy.quorum;
  return `${group.threshold} / ${group.members.length}: ${group.members.join(', ')}`;
}

/** @param chosen by the reader; else built in at export */
export function policyView(speech: Speech, text: string, chosen: boolean): HTMLElement[] {
  if (text === '') return [make('p', '', make('strong', '', speech.say('policy_none')))];
  try {
    const policy = parsePolicy(text);
    const origin = speech.say(chosen ? 'policy_chosen' : 'policy_built_in');
    const witnesses = policy.witnesses.map((witness) => witness.name).join(', ');
    const logs = policy.logs.map((log) => log.name).join(', ');
    return [
      make('p', '', origin),
      facts([
        [speech.say('policy_log'), logs],
        [speech.say('policy_witnesses'), witnesses],
        [speech.say('policy_quorum'), quorumText(speech, policy)],
      ]),
    ];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const words = speech.say('policy_bad', { object: error.object });
    return [make('p', '', make('strong', '', words))];
  }
}
