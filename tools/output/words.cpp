#include "tools/output/words.h"

namespace kuboluk::tools {

std::string_view verdict_sentence(domain::Verdict verdict) {
  switch (verdict) {
    case domain::Verdict::kMistyped:
      return "the check character does not fit: the number was typed wrongly, type it again";
    case domain::Verdict::kCannotTell:
      return "this evidence cannot tell; call the commission";
    case domain::Verdict::kNoSuchNumber:
      return "this number is not accredited for this election";
    case domain::Verdict::kOtherElection:
      return "this number belongs to another election";
    case domain::Verdict::kRefused:
      return "accreditation was refused";
    case domain::Verdict::kRevoked:
      return "the accreditation was revoked";
    case domain::Verdict::kSuperseded:
      return "this card was replaced by another one";
    case domain::Verdict::kExpired:
      return "the authority has ended";
    case domain::Verdict::kNotYet:
      return "granted, but the authority has not begun yet";
    case domain::Verdict::kActive:
      return "accredited; the certificate is valid together with an identity document";
  }
  return "";
}

std::string asked_words(domain::TwoClocks clocks, domain::Offset offset) {
  const std::string at = clocks.valid == domain::kEndOfTime
                             ? "at any time"
                             : "at " + local_words(clocks.valid, offset);
  return at + (clocks.known == domain::kEndOfTime
                   ? ", with all that is recorded"
                   : ", as known at " + local_words(clocks.known, offset));
}

std::string name_list(const std::vector<std::string>& names) {
  if (names.empty()) return "nobody";
  // Names come out of policies and signature lines.
  constexpr std::size_t kNameBytesMax = 300;
  std::string text = printable(names.front(), kNameBytesMax);
  for (std::size_t i = 1; i < names.size(); ++i) {
    text += (i + 1 == names.size() ? " and " : ", ") + printable(names[i], kNameBytesMax);
  }
  return text;
}

std::string confirmed_by(const proof::Confirmation& confirmation) {
  if (!confirmation.quorum_asked) {
    return "the log's own signature only: your policy asks for no cosigner, so nobody attests the "
           "age";
  }
  std::vector<std::string> names;
  for (const log::CountedCosigner& cosigner : confirmation.cosigners)
    names.push_back(cosigner.name);
  std::string text = name_list(names);
  if (confirmation.as_of) text += ", as of " + utc_words(*confirmation.as_of);
  if (confirmation.age_s) text += " (" + age_words(*confirmation.age_s) + ")";
  if (!confirmation.as_of) text += ", but no time among them can be believed by your clock";
  return text;
}

}  // namespace kuboluk::tools
