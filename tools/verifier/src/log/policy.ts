// C2SP tlog-policy: the reader's own policy is the only trust root. Stricter than C2SP, as every
// reader of a Kuboluk ledger is: a key serves as log or as witness and stands in one line only, and
// only Ed25519 keys are known.
import { parseDecimal, toHex } from '../base/bytes.ts';
import { Fault } from '../base/fault.ts';
import { parseVerifierKey, type VerifierKey } from '../base/vkey.ts';

const kLogsMax = 32;
const kWitnessesMax = 32;
const kGroupsMax = 32;
/** A file full of comments is not a policy. */
const kPolicyBytesMax = 65_536;

export interface Witness {
  /** As the policy calls it; its signature line bears `key.name`. */
  readonly name: string;
  readonly key: VerifierKey;
}

interface Group {
  readonly threshold: number;
  /** Names of witnesses and of groups above. */
  readonly members: readonly string[];
}

export class Policy {
  readonly logs: VerifierKey[] = [];
  readonly witnesses: Witness[] = [];
  readonly groups = new Map<string, Group>();
  /** Name of a witness or group, or "none". */
  quorum = '';

  hasQuorum(): boolean {
    return this.quorum !== 'none';
  }

  /** Whether these witnesses, by policy name, are enough. */
  isSatisfied(names: ReadonlySet<string>): boolean {
    return !this.hasQuorum() || this.holds(this.quorum, names);
  }

  // Groups refer to groups above only, and no name is a member twice: this ends.
  private holds(name: string, names: ReadonlySet<string>): boolean {
    const group = this.groups.get(name);
    if (group === undefined) return names.has(name);
    const count = group.members.filter((member) => this.holds(member, names)).length;
    return count >= group.threshold;
  }
}

class PolicyParser {
  private readonly policy = new Policy();
  private readonly names = new Set<string>();
  private readonly used = new Set<string>();
  private readonly keys = new Set<string>();
  private readonly ids = new Set<string>();
  private number = 0;

  parse(text: string): Policy {
    if (text.length > kPolicyBytesMax) throw new Fault('policy', 'longer than a policy may be');
    if (text === '' || !text.endsWith('\n')) {
      throw new Fault('policy', 'it is empty, or its last line does not end with a newline');
    }
    for (const line of text.slice(0, -1).split('\n')) this.line(line);
    if (this.policy.quorum === '') throw new Fault('policy', 'it has no quorum line');
    return this.policy;
  }

  private line(line: string): void {
    ++this.number;
    // Every control character but tab.
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) throw this.fault('a control character');
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    const [keyword = '#', ...rest] = words;
    if (keyword.startsWith('#')) return;
    if (keyword === 'log') return this.log(rest);
    if (keyword === 'witness') return this.witness(rest);
    if (keyword === 'group') return this.group(rest);
    if (keyword === 'quorum') return this.quorum(rest);
    throw this.fault('unknown keyword');
  }

  private log(words: string[]): void {
    const [vkey = ''] = words;
    if (words.length < 1 || words.length > 2) throw this.fault('expected: log <vkey> [<url>]');
    if (this.policy.logs.length === kLogsMax) throw this.fault('too many logs');
    this.policy.logs.push(this.admit(vkey, 0x01));
  }

  private witness(words: string[]): void {
    const [name = '', vkey = ''] = words;
    if (words.length < 2 || words.length > 3) {
      throw this.fault('expected: witness <name> <vkey> [<url>]');
    }
    if (this.policy.witnesses.length === kWitnessesMax) throw this.fault('too many witnesses');
    this.define(name);
    this.policy.witnesses.push({ name, key: this.admit(vkey, 0x04) });
  }

  private group(words: string[]): void {
    const [name = '', threshold = '', ...members] = words;
    if (members.length === 0) throw this.fault('expected: group <name> all|any|<k> <name>...');
    if (this.policy.groups.size === kGroupsMax) throw this.fault('too many groups');
    const known: Record<string, number> = { all: members.length, any: 1 };
    const count = known[threshold] ?? Number(parseDecimal(threshold, 64n) ?? 0n);
    if (count < 1 || count > members.length) throw this.fault('an impossible threshold');
    for (const member of members) {
      if (!this.names.has(member)) throw this.fault('a member that is not defined above');
      if (this.used.has(member)) throw this.fault('a member that already belongs to a group');
      this.used.add(member);
    }
    this.define(name);
    this.policy.groups.set(name, { threshold: count, members });
  }

  private quorum(words: string[]): void {
    const [name = ''] = words;
    if (words.length !== 1) throw this.fault('expected: quorum <name>');
    if (this.policy.quorum !== '') throw this.fault('a second quorum line');
    if (name !== 'none' && !this.names.has(name)) throw this.fault('a quorum not defined above');
    this.policy.quorum = name;
  }

  private define(name: string): void {
    if (name === 'none' || this.names.has(name)) throw this.fault('a name that is taken');
    this.names.add(name);
  }

  // One key under two names would count twice (RELIABILITY case 34); a log's key among the
  // witnesses would let the sequencer vouch for itself.
  private admit(text: string, type: 0x01 | 0x04): VerifierKey {
    const key = this.parseKey(text);
    if (key.type !== type) throw this.fault(`expected a key of signature type 0x0${type}`);
    const bytes = toHex(key.key);
    const id = `${key.name} ${key.id}`;
    if (this.keys.has(bytes) || this.ids.has(id)) throw this.fault('a key that stands twice');
    this.keys.add(bytes);
    this.ids.add(id);
    return key;
  }

  private parseKey(text: string): VerifierKey {
    try {
      return parseVerifierKey(text);
    } catch (error) {
      throw error instanceof Fault ? this.fault(`${error.object}: ${error.what}`) : error;
    }
  }

  private fault(what: string): Fault {
    return new Fault(`policy line ${this.number}`, what);
  }
}

/** Throws a Fault that names the line. */
export function parsePolicy(text: string): Policy {
  return new PolicyParser().parse(text);
}
