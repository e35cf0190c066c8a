#include "ledger/proof/closure.h"

#include <algorithm>

#include "crypto/check.h"
#include "ledger/domain/charset.h"
#include "ledger/domain/event.h"

namespace kuboluk::proof {

namespace {

void append_new(std::vector<std::string>& list, std::string_view text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.emplace_back(text);
}

class Walk {
 public:
  Walk(ObjectSource& source, const Asked& asked) : source_(source), asked_(asked) {}

  Result<void> law(const std::string& election) {
    if (auto done = visit(domain::election_key(election)); !done) return done;
    const auto* record = closure_.find(domain::election_key(election));
    if (record == nullptr) return {};
    const auto ruleset = ruleset_key(*record);
    if (!ruleset) return fault(record->key, "the election names no ruleset");
    return visit(*ruleset);
  }

  Result<void> objects() {
    if (auto done = visit(main_key(asked_)); !done) return done;
    if (closure_.find(main_key(asked_)) == nullptr) return absent_here();
    if (auto done = must_have(domain::election_key(asked_.election)); !done) return done;
    if (asked_.question == Question::kPerson) return of_person(*closure_.find(main_key(asked_)));
    if (asked_.question == Question::kCertificate) return of_certificate(asked_.election);
    if (asked_.question == Question::kHistory) return of_history();
    return {};
  }

  Closure take() { return std::move(closure_); }

 private:
  static Error fault(std::string_view object, std::string detail) {
    return Error{"X.PROOF", std::string(object), std::move(detail)};
  }

  Result<void> visit(const std::string& key) {
    if (closure_.objects.contains(key)) return {};
    auto record = source_.object(key);
    if (!record) return record.error();
    closure_.objects.emplace(key, std::move(*record));
    return {};
  }

  Result<void> must_have(const std::string& key) {
    if (auto done = visit(key); !done) return done;
    if (closure_.find(key) == nullptr) {
      return fault(key, "a record names this object, and the map has none of that key");
    }
    return {};
  }

  Result<void> must_have_named(const domain::Record& record, std::string_view fact,
                               std::string_view kind, std::string_view election) {
    const auto key = named_key(record, fact, kind, election);
    if (!key) return fault(record.key, "the record names no " + std::string(kind));
    return must_have(*key);
  }

  Result<void> of_certificate(const std::string& election) {
    const auto* card = closure_.find(domain::object_key("certificate", election, asked_.id));
    return must_have_named(*card, "accreditation", "accreditation", election);
  }

  Result<void> of_person(const domain::Record& person) {
    for (const auto& id : applications_of(person)) {
      const auto key = domain::object_key("application", asked_.election, id);
      if (auto done = must_have(key); !done) return done;
    }
    for (const auto& id : accreditations_of(person)) {
      const auto key = domain::object_key("accreditation", asked_.election, id);
      if (auto done = must_have(key); !done) return done;
    }
    return {};
  }

  Result<void> of_history() {
    const auto& accreditation = *closure_.find(main_key(asked_));
    const auto& election = asked_.election;
    if (auto done = must_have_named(accreditation, "application", "application", election); !done) {
      return done;
    }
    if (auto done = must_have_named(accreditation, "person", "person", election); !done)
      return done;
    return must_have_named(accreditation, "decree", "decree", election);
  }

  Result<void> absent_here() {
    if (!has_check_character(asked_.question)) return {};
    const bool card = asked_.question == Question::kCertificate;
    const std::string_view kind = card ? "certificate" : "accreditation";
    auto elections = source_.elsewhere(kind, asked_);
    if (!elections) return elections.error();
    closure_.elsewhere = std::move(*elections);
    for (const auto& election : closure_.elsewhere) {
      if (auto done = law(election); !done) return done;
      if (auto done = must_have(domain::election_key(election)); !done) return done;
      const auto key = domain::object_key(kind, election, asked_.id);
      if (auto done = must_have(key); !done) return done;
      if (!card) continue;
      if (auto done = of_certificate(election); !done) return done;
    }
    return {};
  }

  ObjectSource& source_;
  const Asked& asked_;
  Closure closure_;
};

}  // namespace

const domain::Record* Closure::find(std::string_view key) const {
  const auto found = objects.find(key);
  return found == objects.end() || !found->second ? nullptr : &*found->second;
}

Result<Closure> walk_closure(ObjectSource& source, const Asked& asked) {
  KUBOLUK_CHECK(well_formed(asked));
  Walk walk(source, asked);
  if (auto done = walk.law(asked.election); !done) return done.error();
  if (auto done = walk.objects(); !done) return done.error();
  return walk.take();
}

Result<Closure> walk_law(ObjectSource& source, const std::string& election) {
  const Asked unused;
  Walk walk(source, unused);
  if (auto done = walk.law(election); !done) return done.error();
  return walk.take();
}

std::string main_key(const Asked& asked) {
  const auto kind = asked.question == Question::kHistory ? to_text(Question::kAccreditation)
                                                         : to_text(asked.question);
  return domain::object_key(kind, asked.election, asked.id);
}

std::optional<std::string> named_key(const domain::Record& record, std::string_view fact,
                                     std::string_view kind, std::string_view election) {
  const auto id = record.fact(fact);
  if (!domain::is_token(id)) return std::nullopt;
  return domain::object_key(kind, election, id);
}

std::optional<std::string> ruleset_key(const domain::Record& election) {
  const auto name = election.fact("ruleset");
  if (!domain::is_token(name)) return std::nullopt;
  return domain::plain_key("ruleset", name.substr(0, name.rfind('@')));
}

std::vector<std::string> applications_of(const domain::Record& person) {
  std::vector<std::string> ids;
  for (const auto& listed : person.facts_of("listed")) {
    const std::string_view id = std::string_view(listed).substr(0, listed.find(' '));
    if (domain::is_token(id)) append_new(ids, id);
  }
  return ids;
}

std::vector<std::string> accreditations_of(const domain::Record& person) {
  std::vector<std::string> ids;
  for (const auto& act : person.acts) {
    const auto id = act.change.word("accreditation");
    if (domain::is_token(id)) append_new(ids, id);
  }
  return ids;
}

}  // namespace kuboluk::proof
