#include "node/witness/offers.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <utility>

#include "ledger/log/checkpoint.h"
#include "ledger/log/decimal.h"
#include "ledger/log/tiles.h"
#include "node/core/setup.h"
#include "node/witness/add_checkpoint.h"
#include "node/witness/http_post.h"

namespace kuboluk::node::witness {
namespace {

constexpr std::string_view kSizeType = "text/x.tlog.size";
constexpr unsigned kConflict = 409;
constexpr unsigned kOk = 200;

// The number in a 409; nothing if it is not in the form that tlog-witness gives it.
std::optional<std::uint64_t> size_in(const HttpAnswer& answer) {
  std::string_view body = answer.body;
  if (answer.status != kConflict || answer.type != kSizeType || !body.ends_with('\n')) {
    return std::nullopt;
  }
  body.remove_suffix(1);
  return log::parse_decimal(body);
}

}  // namespace

// One witness.
class Offers::Offerer {
 public:
  Offerer(Offers& all, const ExternalWitness& witness)
      : all_(all), witness_(witness), timer_(all.io_), pause_(all.limits_.pause_min) {
    const auto newest = all_.cosignatures_->newest(witness_.key);
    if (newest) its_size_ = newest->size;
  }

  void look() {
    auto snapshot = all_.node_.snapshot();
    const auto note = snapshot ? (*snapshot)->checkpoint() : snapshot.error();
    if (!note || !*note) return again(all_.limits_.look);  // the node says what is wrong
    const auto parsed = crypto::parse_note(**note);
    const auto checkpoint =
        parsed ? log::parse_checkpoint(parsed->text) : Result<log::Checkpoint>(parsed.error());
    if (!checkpoint || !is_wanted(*checkpoint)) return again(all_.limits_.look);
    tries_ = 0;
    note_ = **note;
    text_ = parsed->text;
    size_ = checkpoint->size;
    offer(std::move(*snapshot));
  }

 private:
  bool is_wanted(const log::Checkpoint& checkpoint) const {
    const auto newest = all_.cosignatures_->newest(witness_.key);
    if (!newest || newest->size < checkpoint.size) return true;
    const auto fresh = static_cast<std::uint64_t>(all_.limits_.fresh.count());
    return newest->size == checkpoint.size && newest->time + fresh <= all_.node_.clock();
  }

  void offer(std::unique_ptr<store::Snapshot> snapshot) {
    if (its_size_ > size_) its_size_ = size_;  // it will say where it stands
    auto proof = log::consistency_proof(log::TileHashReader(*snapshot, size_), its_size_, size_);
    snapshot.reset();
    if (!proof) return failed("the proof cannot be made: " + proof.error().detail);
    ++tries_;
    post(all_.io_, witness_.place, "/add-checkpoint",
         print_add_checkpoint(its_size_, *proof, note_), all_.limits_.deadline,
         kCosignatureAnswerBytesMax,
         [this](const Result<HttpAnswer>& answer) { on_answer(answer); });
  }

  void on_answer(const Result<HttpAnswer>& answer) {
    if (!answer) return failed(answer.error().detail);
    if (answer->status == kOk) return take(answer->body);
    const auto size = size_in(*answer);
    if (size) return on_other_size(*size);
    if (answer->status == kConflict) {
      say(Severity::kAlarm,
          "it has cosigned another tree of this size: compare its checkpoint "
          "with ours, this may be a fork");
      return pause();
    }
    failed("it answers " + std::to_string(answer->status));
  }

  void on_other_size(std::uint64_t size) {
    // Other nodes offer too: it may know a newer checkpoint than this node.
    if (size > size_) return pause();
    its_size_ = size;
    if (tries_ >= all_.limits_.tries_max) return failed("it names another size each time");
    auto snapshot = all_.node_.snapshot();
    if (!snapshot) return pause();  // the node says what is wrong
    offer(std::move(*snapshot));
  }

  void take(const std::string& body) {
    auto read =
        read_cosignature(text_, body, witness_.key, all_.node_.clock() + core::kSkewSeconds);
    if (!read) return failed("its cosignature is refused: " + read.error().detail);
    its_size_ = size_;
    if (auto put = all_.cosignatures_->put(witness_.key, *std::move(read)); !put) {
      return failed(put.error().message());
    }
    pause_ = all_.limits_.pause_min;
    again(all_.limits_.look);
  }

  void failed(const std::string& why) {
    say(Severity::kWarning, why);
    pause();
  }

  void say(Severity severity, const std::string& what) {
    all_.node_.journal(severity, "external witness " + witness_.key.name() + ", size " +
                                     std::to_string(size_) + ": " + what);
  }

  void pause() {
    const auto now = pause_;
    pause_ = std::min(2 * pause_, all_.limits_.pause_max);
    again(now);
  }

  void again(std::chrono::milliseconds after) {
    timer_.expires_after(after);
    timer_.async_wait([this](const boost::system::error_code& code) {
      if (!code) look();
    });
  }

  Offers& all_;
  const ExternalWitness witness_;
  boost::asio::steady_timer timer_;
  std::chrono::milliseconds pause_;
  std::uint64_t its_size_ = 0;  // as far as we know
  // What is being offered.
  std::string note_;
  std::string text_;
  std::uint64_t size_ = 0;
  unsigned tries_ = 0;
};

Offers::Offers(const std::vector<ExternalWitness>& witnesses,
               std::shared_ptr<ExternalCosignatures> cosignatures, OfferedBy node,
               const OfferLimits& limits)
    : node_(std::move(node)), limits_(limits), cosignatures_(std::move(cosignatures)) {
  for (const ExternalWitness& witness : witnesses)
    offerers_.push_back(std::make_unique<Offerer>(*this, witness));
}

Offers::~Offers() {
  stop();
}

void Offers::start() {
  if (offerers_.empty()) return;
  thread_ = std::thread([this] {
    for (const auto& offerer : offerers_)
      offerer->look();
    io_.run();
  });
}

void Offers::stop() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
}

}  // namespace kuboluk::node::witness
