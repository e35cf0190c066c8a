// How every fallible function of Kuboluk answers: a value, or one Error that a person can act on.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace kuboluk {

// Why something was refused. An Error never contains personal data, key material or the raw bytes
// of untrusted input beyond a short printable excerpt.
struct Error {
  Error() = default;  // what boost::system::result answers for the error of a value
  // A constructor of three: as an aggregate, C++20 would build an Error from one text, and
  // Result<std::string> could not tell value from failure.
  Error(std::string broken_rule, std::string about, std::string what)
      : rule(std::move(broken_rule)), object(std::move(about)), detail(std::move(what)) {}

  std::string rule;    // what was broken: "X.FORM", "KR.R3.7", "C2SP.note", "store", "step 3"
  std::string object;  // what broke it: a file, line, id or key ("event.txt:4", "KG25-0001")
  std::string detail;  // one sentence: what was expected and what was found

  // One line for people: "<object>: <detail> [<rule>]".
  std::string message() const {
    return (object.empty() ? "" : object + ": ") + detail + " [" + rule + "]";
  }
};

// Found by argument lookup when .value() is called on a failed result: a bug in the caller, since
// every result is to be tested first.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::logic_error("unchecked failure: " + error.message());
}

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace kuboluk
