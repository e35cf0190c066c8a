// What the pages found and said, kept for as long as it holds: until the next checkpoint, newer
// cosignatures or the next minute. A question that was answered in that time costs no proof.
//
// Nothing here decides what is true: whoever asks has opened the committed state himself, and gets
// only what was made from exactly that state, in that minute. So no reader is told anything older
// than he would be told without it, beyond the minute that ages are told in.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "ledger/proof/anchor.h"
#include "ledger/report/accredited.h"
#include "ledger/report/election_report.h"
#include "ledger/report/revocations.h"
#include "node/http/limits.h"
#include "node/http/response.h"

namespace kuboluk::node::http {

// What an answer depends on beside its question.
struct Moment {
  std::string note;          // the committed checkpoint with its cosignatures: names the state
  std::uint64_t minute = 0;  // of this machine's clock: ages, ends of authority
  bool operator==(const Moment&) const = default;
};

// Values of one moment by their question, the least lately used one thrown out first. Any thread.
template <typename Value>
class Kept {
 public:
  using Shared = std::shared_ptr<const Value>;

  explicit Kept(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Null: not kept. Another moment than that of what is kept empties it first.
  Shared find(const Moment& moment, const std::string& question) {
    const std::lock_guard lock(mutex_);
    turn_to(moment);
    const auto found = places_.find(question);
    if (found == places_.end()) return nullptr;
    order_.splice(order_.begin(), order_, found->second);
    return found->second->value;
  }

  // `bytes`: about what the value takes. Not kept: one that alone would push out most others, and
  // one of a moment that has passed meanwhile.
  void keep(const Moment& moment, const std::string& question, Shared value, std::size_t bytes) {
    const std::size_t whole = bytes + 2 * question.size() + kOverheadBytes;
    if (whole > bytes_max_ / kShare) return;
    const std::lock_guard lock(mutex_);
    if (moment != moment_ || places_.contains(question)) return;
    order_.push_front({question, std::move(value), whole});
    places_.emplace(question, order_.begin());
    ++made_;
    for (bytes_ += whole; bytes_ > bytes_max_; order_.pop_back()) {
      bytes_ -= order_.back().bytes;
      places_.erase(order_.back().question);
    }
  }

  // How many values were kept since the start: how often something had to be made.
  std::uint64_t made() const {
    const std::lock_guard lock(mutex_);
    return made_;
  }

  std::size_t bytes() const {
    const std::lock_guard lock(mutex_);
    return bytes_;
  }

 private:
  // Of a list node, a map node, the shared value: so that many small ones are bounded as well.
  static constexpr std::size_t kOverheadBytes = 512;
  // The largest value takes one part in so many.
  static constexpr std::size_t kShare = 4;

  struct Place {
    std::string question;
    Shared value;
    std::size_t bytes = 0;
  };

  void turn_to(const Moment& moment) {
    if (moment == moment_) return;
    moment_ = moment;
    places_.clear();
    order_.clear();
    bytes_ = 0;
  }

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  Moment moment_;
  std::list<Place> order_;  // lately used first
  // A tree: strangers choose the questions, and no choice makes it slow.
  std::map<std::string, typename std::list<Place>::iterator> places_;
  std::size_t bytes_ = 0;
  std::uint64_t made_ = 0;
};

// All that the workers of one server keep.
struct KeptPages {
  explicit KeptPages(const HttpLimits& limits)
      : answers(limits.kept_answer_bytes),
        accredited(limits.kept_list_bytes),
        elections(limits.kept_list_bytes),
        revocations(limits.kept_list_bytes),
        confirmations(limits.kept_answer_bytes) {}

  Kept<Response> answers;
  // A list is verified once for all its pages, filters, forms and languages.
  Kept<report::AccreditedReport> accredited;
  Kept<report::ElectionReport> elections;
  Kept<report::RevocationsReport> revocations;
  Kept<proof::Confirmation> confirmations;  // one: of the moment's checkpoint
};

}  // namespace kuboluk::node::http
