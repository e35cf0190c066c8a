#include "node/config.h"

namespace kuboluk::node {

std::string_view example_config() {
  return R"(# kubolukd: one member's node. Relative paths start at the folder of this file.
# A key that is not described here is refused.

member = "odihr"             # who this node is: a member id of the genesis
sequencer = "cec"            # the member that orders the entries
ledger = "ledger"            # folder of the ledger; made at the first start
genesis = "genesis.event"    # the signed genesis event, the same bytes at every member
policy = "policy"            # C2SP tlog-policy: what this node takes for committed

# The largest size that this node has signed, kept OUTSIDE the ledger folder: when the folder comes
# back from a backup, this file must not. Needed with a cosigner or log key; made at first start.
counter = "counter/size"

# The pass phrase of sealed key files: the first line of a file of mode 0600. Optional.
# passphrase_file = "passphrase"

# Lines on standard error from this level on: debug, info, warning, error. Optional: info.
log_level = "info"

[keys]                       # files of `kuboluk keygen`, mode 0600, one role each
node = "keys/node.key"             # receipts, rejections, refusals; listed in the genesis
transport = "keys/transport.key"   # TLS between nodes; its public half stands in the peers' files
cosigner = "keys/cosigner.key"     # exactly if the genesis lists a cosigner key for this member
# log = "keys/log.key"             # exactly at the sequencer: the log key of the genesis

[listen]                     # port 0: the system chooses; see the file `listening` in the ledger
peers = "0.0.0.0:7101"       # other members' nodes (TLS 1.3, keys on both sides)
http = "127.0.0.1:7201"      # the public plane. Optional: without it nobody can ask or submit

[[peer]]                     # one for each other member that runs a node
id = "cec"
# The member whose id sorts first dials. Its peers' addresses are needed, others' are not looked at.
address = "node.cec.example:7101"
# The public half of the peer's transport key, as `kuboluk keygen` has printed it there. Whoever
# holds that key is this peer; nobody else is.
transport = "cec.example/transport/1+ef7243c3+AW2iiJSOGbkXHYJhNtDkiRoh1Iu1Lk1oNjaWKC4QrZHB"

# This node as a witness of OTHER logs (C2SP tlog-witness): POST /add-checkpoint, and
# GET /witness/<SHA-256 of the origin, hex>/checkpoint. Optional. Never counted in this ledger's
# quorum, so with a key and name of its own: kuboluk keygen --role witness.
# [witness]
# name = "witness.odihr.example/1"
# key = "keys/witness.key"
# folder = "witness"           # what it has cosigned, OUTSIDE the ledger; make it once, empty
# [[witness.log]]              # one for each log; any of its keys may have signed
# origin = "other.example/log"
# keys = ["other.example/log+2dc5c7fc+AW2iiJSOGbkXHYJhNtDkiRoh1Iu1Lk1oNjaWKC4QrZHB"]

# Somebody else's witness, asked to cosign our checkpoints: shown in /checkpoint and /status, and
# never counted. Optional. Plain HTTP; a proxy beside this node speaks TLS if that is wanted.
# [[external_witness]]
# url = "http://127.0.0.1:8300"  # add-checkpoint is asked under it
# key = "witness.example/w1+..." # its public key, type 0x04

[limits]                     # optional
free_disk_mb = 128           # nothing is written when less is free: a full disk has ended logs
any_file_system = false      # true: also on file systems that are known to lose data (NFS, overlay)
)";
}

}  // namespace kuboluk::node
