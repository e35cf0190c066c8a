// Typed access to the keys of one JSON object of a scenario line.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/result.h"
#include "ledger/domain/time.h"

namespace kuboluk::tools {

// The object must outlive it. `place` ("file.jsonl:7") is the object of every error.
class Fields {
 public:
  Fields(std::string place, const boost::json::object& object)
      : place_(std::move(place)), object_(object) {}

  Result<std::string> text(std::string_view key) const;      // required, not empty
  Result<std::uint64_t> number(std::string_view key) const;  // required, not negative
  Result<domain::Instant> time(std::string_view key) const;  // required local time
  Result<domain::Instant> time_or(std::string_view key, domain::Instant fallback) const;
  Result<boost::json::object> object(std::string_view key) const;  // required
  // Nothing if it is missing.
  Result<std::optional<boost::json::object>> optional_object(std::string_view key) const;

  Error fault(std::string detail) const { return Error{"FILE", place_, std::move(detail)}; }

 private:
  const boost::json::value* find(std::string_view key) const;
  Error missing(std::string_view key) const;
  Error wrong(std::string_view key, std::string_view expected) const;

  std::string place_;
  const boost::json::object& object_;
};

}  // namespace kuboluk::tools
