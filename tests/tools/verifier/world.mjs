// A small ledger made by hand, with proofs written out from FORMATS.md: so that a test can lie in
// every place and sign the lie.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

export const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const base64 = (bytes) => Buffer.from(bytes).toString('base64');

/** A key whose seed is the hash of its name. */
export class Key {
  constructor(name, type) {
    const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
    const der = Buffer.concat([pkcs8, sha256(`seed ${name}`)]);
    this.secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    const spki = createPublicKey(this.secret).export({ format: 'der', type: 'spki' });
    this.typed = Buffer.concat([Buffer.of(type), spki.subarray(-32)]);
    this.name = name;
    this.id = sha256(`${name}\n`, this.typed).subarray(0, 4);
  }

  get vkey() {
    return `${this.name}+${this.id.toString('hex')}+${base64(this.typed)}`;
  }

  line(signature) {
    return `\u2014 ${this.name} ${base64(Buffer.concat([this.id, signature]))}\n`;
  }

  signNote(text) {
    return this.line(sign(null, Buffer.from(text), this.secret));
  }

  cosign(text, time) {
    const stamp = Buffer.alloc(8);
    stamp.writeBigUInt64BE(BigInt(time));
    const message = Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
    return this.line(Buffer.concat([stamp, sign(null, message, this.secret)]));
  }
}

// The map, straight from its definition.
function keyBit(key, bit) {
  const at = bit >> 3;
  const byte = at < key.length ? key[at] : at === key.length ? 0x00 : 0xff;
  return (byte >> (7 - (bit & 7))) & 1;
}

function varint(value) {
  return value < 0x80 ? Buffer.of(value) : Buffer.of((value & 0x7f) | 0x80, value >> 7);
}

export function mapLeaf([key, value]) {
  return sha256(Buffer.of(0), varint(key.length), key, varint(value.length), value);
}

function divide(pairs) {
  for (let bit = 0; ; ++bit) {
    const right = pairs.filter(([key]) => keyBit(Buffer.from(key), bit) === 1);
    if (right.length > 0 && right.length < pairs.length) {
      return { bit, sides: [pairs.filter((pair) => !right.includes(pair)), right] };
    }
  }
}

/** Root over pairs [key, value] of buffers. */
export function mapRoot(pairs) {
  if (pairs.length === 0) return sha256();
  if (pairs.length === 1) return mapLeaf(pairs[0]);
  const { bit, sides } = divide(pairs);
  return sha256(Buffer.of(1), varint(bit), mapRoot(sides[0]), mapRoot(sides[1]));
}

/** Where a search for the key ends: the leaf's pair, and the steps from it up. */
export function mapPath(pairs, key) {
  if (pairs.length === 0) return { steps: [] };
  if (pairs.length === 1) return { leaf: pairs[0], steps: [] };
  const { bit, sides } = divide(pairs);
  const side = keyBit(key, bit);
  const path = mapPath(sides[side], key);
  return { ...path, steps: [...path.steps, { bit, sibling: mapRoot(sides[1 - side]) }] };
}

// The log, straight from RFC 6962 2.1.
function treeRoot(leaves) {
  if (leaves.length === 1) return leaves[0];
  const half = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return sha256(Buffer.of(1), treeRoot(leaves.slice(0, half)), treeRoot(leaves.slice(half)));
}

function treePath(leaves, index) {
  if (leaves.length === 1) return [];
  const half = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)];
  if (index < half) return [...treePath(left, index), treeRoot(right)];
  return [...treePath(right, index - half), treeRoot(left)];
}

const steps = (list) => list.map((step) => `step ${step.bit} ${base64(step.sibling)}\n`).join('');
const block = (head, text) => `${head} ${text.split('\n').length - 1}\n${text}`;

export const kLedger = 'test.example/kg/0123456789abcdef';
export const kNow = Date.parse('2026-05-02T00:00:00Z');

/** Everything can be changed between construction and `statusProof`. */
export class World {
  constructor(records, policyLines) {
    this.records = new Map(records); // key -> text
    this.log = new Key(`${kLedger}/1`, 0x01);
    this.cosigners = ['a', 'b', 'c', 'd'].map((name) => new Key(`test.example/${name}`, 0x04));
    const witnesses = this.cosigners.map((key) => `witness ${key.name.slice(-1)} ${key.vkey}\n`);
    this.policy = `log ${this.log.vkey}\n${witnesses.join('')}${policyLines}`;
    const known = '2026-05-01T04:00:00.000Z';
    this.seal = { index: 5, known, ledger: kLedger, clock: 'real', after: 4 };
    this.size = 6;
    this.index = 5;
    this.times = { a: kNow / 1000 - 60, b: kNow / 1000 - 60, c: kNow / 1000 - 60 };
    this.header = kLedger;
  }

  pairs() {
    return [...this.records].map(([key, text]) => [Buffer.from(key), sha256(text)]);
  }

  sealText() {
    const { index, known, ledger, clock, after } = this.seal;
    const root = base64(mapRoot(this.pairs()));
    return `kuboluk/entry/v1 ${index} ${known}\nkuboluk/seal/v1\nledger ${ledger}\nclock ${clock}\n`
      + `after ${after}\nstatus-root ${root}\n`;
  }

  part(key, record = this.records.get(key)) {
    const path = mapPath(this.pairs(), Buffer.from(key));
    if (record !== undefined) return block(`present ${key}`, record) + steps(path.steps);
    const other = path.leaf && `other ${path.leaf[0]} ${base64(path.leaf[1])}\n`;
    return `absent ${key}\n${other ?? ''}${steps(path.steps)}`;
  }

  note(text) {
    const lines = this.cosigners
      .filter((key) => this.times[key.name.slice(-1)] !== undefined)
      .map((key) => key.cosign(text, this.times[key.name.slice(-1)]));
    return `${text}\n${this.log.signNote(text)}${lines.join('')}`;
  }

  anchor() {
    const seal = this.sealText();
    const leaves = Array.from({ length: this.size }, (_, at) => sha256(Buffer.of(0), `entry ${at}`));
    leaves[this.index] = sha256(Buffer.of(0), seal);
    const path = treePath(leaves, this.index).map((hash) => `${base64(hash)}\n`).join('');
    const checkpoint = `${this.log.name}\n${this.size}\n${base64(treeRoot(leaves))}\n`;
    return `${block('seal', seal)}c2sp.org/tlog-proof@v1\nindex ${this.index}\n${path}\n`
      + this.note(checkpoint);
  }

  /** @param asked "accreditation e-1 T-01"; @param keys of the parts, in order */
  statusProof(asked, keys, elsewhere = []) {
    const others = elsewhere.map((election) => `elsewhere ${election}\n`).join('');
    const parts = keys.map((key) => this.part(key)).join('');
    const head = `kuboluk/status-proof/v1\nledger ${this.header}\nasked ${asked}\n`;
    return `${head}${others}${parts}${this.anchor()}`;
  }

  listProof(election, rows) {
    const prefix = `accreditation/${election}/`;
    const parts = [`election/${election}`, 'ruleset/KR-REG-197+CL-68'].map((key) => this.part(key));
    const path = mapPath(this.pairs(), Buffer.from(prefix));
    const below = path.steps.filter((step) => step.bit < 8 * prefix.length);
    const records = rows.map((key) => block('record', this.records.get(key)));
    return `kuboluk/list-proof/v1\nledger ${this.header}\nelection ${election}\n${parts.join('')}`
      + `list ${rows.length}\n${records.join('')}${steps(below)}${this.anchor()}`;
  }
}

const leaf = base64(sha256('some entry'));

/** One line of a record. */
export function act(index, type, words, { at = '2026-05-01T10:00:00+06:00', known } = {}) {
  const recorded = known ?? new Date(Date.parse(at)).toISOString();
  return `act ${index} ${at} ${recorded} ${type} KR.R3.4 ${leaf} ${words}`.trimEnd() + '\n';
}

export function record(key, facts, acts, ledger = kLedger) {
  const lines = Object.entries(facts).map(([name, value]) => `${name} ${value}\n`).join('');
  const head = `kuboluk/record/v1\nledger ${ledger}\nrecord ${key}\n`;
  return [key, `${head}${lines}acts ${acts.length} -\n${acts.join('')}`];
}

export const kRuleset = 'KR-REG-197+CL-68';

export function election(id, acts = []) {
  const facts = { 'voting-day': '2026-06-14', ruleset: `${kRuleset}@1` };
  const call = act(1, 'election.call', '', { at: '2026-04-01T09:00:00+06:00' });
  return record(`election/${id}`, facts, [call, ...acts]);
}

export function ruleset(hash) {
  const facts = {
    name: `${kRuleset}@1`,
    'table-hash': hash,
    clock: 'real',
    offset: '+06:00',
    'merge-delay': 300,
  };
  return record(`ruleset/${kRuleset}`, facts, [act(0, 'ledger.genesis', '')]);
}

export function accreditation(number, { election: id = 'e-1', acts = [], from = '-' } = {}) {
  const facts = {
    person: 'osce-001',
    organisation: 'osce',
    application: 'APP-1',
    decree: 'D-1',
    certificate: 'U-01',
  };
  const words = `decree=D-1 accreditation=${number} certificate=U-01 application=APP-1 from=${from}`;
  const grant = act(3, 'accreditation.grant', words);
  return record(`accreditation/${id}/${number}`, facts, [grant, ...acts]);
}

export function certificate(number, { election: id = 'e-1', of = 'T-01', acts = [] } = {}) {
  const issued = act(3, 'accreditation.grant', `accreditation=${of}`);
  return record(`certificate/${id}/${number}`, { accreditation: of }, [issued, ...acts]);
}
