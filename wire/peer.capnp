# What nodes say to each other, as it stands on the socket. The values are those of
# ledger/exchange/message.h; this file only carries them.
#
# Rules for everybody who writes frames:
# - One segment, every word used by exactly one object: no far pointers, no holes, nothing that two
#   pointers share. A frame that breaks this is refused before its fields are read.
# - Everything that is text is Data, not Text: content ends where its length says, no NUL is needed,
#   and none is allowed. It is UTF-8 with LF, without other control or direction characters.
# - A pointer that is null is an empty text or list. Fields that are needed must not be empty.
# - Sizes and indexes are below 2^63.
# - Nothing here is signed or hashed: two encoders may write the same values in different bytes.
#   What is signed are the texts inside.
# - Any change to this file that an older reader would misread gets a new protocol version in Hello.

@0xecb0f57b72e22b5a;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("kuboluk::wire::schema");

struct Frame {
  union {
    hello @0 :Hello;
    # First on a link in both directions, and never again.

    act @1 :Act;
    draft @2 :Draft;
    verdict @3 :Verdict;
    proposed @4 :Proposed;
    cosignature @5 :Cosignature;
    refused @6 :Refused;

    askState @7 :Void;
    # "Where are you?" Answer with `state`.

    state @8 :State;

    askProposed @9 :Void;
    # "Send me what you hold beyond the committed size." Answer with `proposed`.

    askBatches @10 :AskBatches;
    batches @11 :Batches;
  }
}

struct Hello {
  # Who speaks, to whom, about which ledger. The receiver compares `sender` with the member whose
  # transport key opened the link, `receiver` with itself, `ledger` with its own, and closes the link
  # with a message that names both sides if one differs.

  version @0 :UInt32;
  # Version of this protocol, now 1. Another one: refuse, naming both; never guess.

  ledger @1 :Data;
  # Ledger id, `<name>/<16 hex digits>`: a test instance of the same name is another ledger.

  sender @2 :Data;
  # Member id.

  receiver @3 :Data;
  # Member id that the sender dialled or was dialled by.
}

struct Act {
  # A submission that is not in the log yet. Verify it, keep it as owed; the sequencer queues it.

  submission @0 :Data;
  # The notes one after the other, as handed in. Needed.
}

struct Draft {
  # Sequencer to cosigners, unsigned. Execute it without storing anything, answer with `verdict`.
  # Neither side is bound by it.

  round @0 :UInt64;
  # Put it into the verdict.

  from @1 :UInt64;
  # Index of the first entry. If the receiver's log ends before it, it asks for batches first.

  entries @2 :List(Data);
  # At least one; the last is the seal.
}

struct Verdict {
  # Cosigner to sequencer, about the draft of that round; of no use in another round.

  round @0 :UInt64;

  size @1 :UInt64;
  root @2 :Data;
  # 32 bytes. Size and root that the cosigner computed for the draft. Compare with one's own.

  refusal @3 :Data;
  # Empty: the cosigner would cosign. Else a signed refusal: verify it, rebuild the draft without the
  # offender.

  acts @4 :List(Data);
  # Submissions that are owed and left out. Take each as an `act`: the merge delay runs from here.
}

struct Proposed {
  # Sequencer to all members. Check everything, store entries and cosigned size in one transaction,
  # then sign, then send the cosignature to all members.

  from @0 :UInt64;
  entries @1 :List(Data);
  # May be empty, with `from` the checkpoint's size: fresh cosignatures are asked for.

  checkpoint @2 :Data;
  # Note with the log's signature. Needed. Two that contradict each other are evidence: keep both.
}

struct Cosignature {
  # Cosigner to all members. Verify, add to the checkpoint of that size; a quorum of them commits.

  note @0 :Data;
  # The checkpoint's text with this one cosignature line. Needed.
}

struct Refused {
  # Cosigner to all members: I do not cosign a signed tree. Verify, keep the newest per cosigner and
  # size, show it.

  refusal @0 :Data;
  # Needed.

  acts @1 :List(Data);
  # As in Verdict.
}

struct State {
  # Where the sender is. The sizes are claims; the notes can be checked.

  committed @0 :UInt64;

  checkpoint @1 :Data;
  # Newest committed checkpoint with its cosignatures, or empty. Beyond one's own: ask for batches.

  proposed @2 :Data;
  # Newest log-signed checkpoint that the sender holds, or empty.

  yours @3 :Data;
  # Newest cosignature by the receiver's own key that the sender has seen, or empty. If it is beyond
  # what the receiver remembers, the receiver was restored from old data: it must not sign.
}

struct AskBatches {
  # "Send me committed entries from there." Answer with one `batches`.

  from @0 :UInt64;
}

struct Batches {
  # Whole batches out of the committed log. Check the checkpoint first, then the proof, then the
  # entries; store nothing of a message that fails. Ask again until the checkpoint's size is reached.

  from @0 :UInt64;
  entries @1 :List(Data);
  # Up to a seal. Empty: the sender has none beyond `from`.

  consistency @2 :List(Data);
  # 32 bytes each: from the tree after these entries to the checkpoint's tree.

  checkpoint @3 :Data;
  # Committed note with its cosignatures. Needed.
}
