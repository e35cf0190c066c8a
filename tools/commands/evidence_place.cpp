#include "tools/commands/evidence_place.h"

#include "ledger/domain/entry.h"
#include "ledger/proof/list_proof.h"
#include "ledger/proof/status_proof.h"
#include "tools/audit/ledger_source.h"
#include "tools/commands/node_proof.h"

namespace kuboluk::tools {

boost::system::result<EvidencePlace, Exit> EvidencePlace::open(const std::string& ledger,
                                                               const std::string& node,
                                                               const Session& session) {
  EvidencePlace place;
  if (!node.empty()) {
    Result<std::unique_ptr<NodeClient>> client = node_at(node);
    if (!client) return refuse(session, Exit::kUsage, client.error(), kNodeHint);
    place.node_ = std::move(*client);
    place.files_ = std::make_unique<KeepingSource>(*place.node_);
    return place;
  }
  Result<OpenedLedger> opened = OpenedLedger::open(ledger);
  if (!opened) {
    return refuse(session, Exit::kBadFile, opened.error(), "give a ledger folder with --ledger");
  }
  place.ledger_ = std::make_unique<OpenedLedger>(std::move(*opened));
  place.ledger_files_ =
      std::make_unique<LedgerSource>(ledger, place.ledger_->reader(), place.ledger_->checkpoint());
  place.files_ = std::make_unique<KeepingSource>(*place.ledger_files_);
  return place;
}

Result<std::string> EvidencePlace::status_proof(const proof::Asked& asked,
                                                const ReaderFiles& reader,
                                                const Session& session) const {
  if (node_) return fetch_status_proof(*node_, asked);
  const Result<proof::StatusProof> proof =
      proof::build_status_proof(ledger_->reader(), reader.policy, ledger_->checkpoint(), asked,
                                session.clock_s(), kClockSkewSeconds);
  if (!proof) return proof.error();
  return proof::print_status_proof(*proof);
}

Result<std::string> EvidencePlace::list_proof(const std::string& election,
                                              const ReaderFiles& reader,
                                              const Session& session) const {
  if (node_) return fetch_list_proof(*node_, election);
  const Result<proof::ListProof> proof =
      proof::build_list_proof(ledger_->reader(), reader.policy, ledger_->checkpoint(), election,
                              session.clock_s(), kClockSkewSeconds);
  if (!proof) return proof.error();
  return proof::print_list_proof(*proof);
}

Result<std::string> EvidencePlace::entry(std::uint64_t index, std::uint64_t size) const {
  if (index >= size) return Error{"X.PROOF", "entry " + std::to_string(index), "not in the log"};
  const log::TileId id = log::tile_at(log::TileKind::kEntries, 0, index / log::kTileWidth, size);
  const Result<Bytes> bundle = TileFiles(*files_).read_tile(id);
  if (!bundle) return bundle.error();
  const Result<std::vector<Bytes>> entries = log::decode_bundle(*bundle, id.width);
  if (!entries) return entries.error();
  return std::string(text_of((*entries)[index % log::kTileWidth]));
}

Result<domain::SignedEvent> event_with_leaf(const std::string& entry, const Hash& leaf) {
  if (log::leaf_hash(bytes_of(entry)) != leaf) {
    return Error{"X.PROOF", "entry", "not the one that the proven record names"};
  }
  const Result<domain::Entry> parsed = domain::parse_entry(entry);
  if (!parsed) return parsed.error();
  if (parsed->is_seal()) return Error{"X.PROOF", "entry", "a seal; an act was expected"};
  return domain::parse_signed_event(std::get<std::string>(parsed->body));
}

}  // namespace kuboluk::tools
