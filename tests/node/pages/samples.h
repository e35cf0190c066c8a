// Reports made by hand for the tests of the pages: every field filled, all names synthetic.
#pragma once

#include "ledger/domain/verdict.h"
#include "ledger/report/accredited.h"
#include "ledger/report/application.h"
#include "ledger/report/election_report.h"
#include "ledger/report/log_report.h"
#include "ledger/report/observer.h"
#include "ledger/report/revocations.h"
#include "node/pages/pages.h"

namespace kuboluk::pages::samples {

// What a hostile author would write as a reason or a name.
inline constexpr std::string_view kHostile = "<script>alert(\"1\")</script>' onload='x";

// Text that authors wrote in the reports: put into every reason, title and name.
struct Authored {
  std::string title = "Досрочные выборы депутатов Жогорку Кенеша";
  std::string organisation = "Бюро по демократическим институтам и правам человека";
  std::string reason = "письменное заявление: не может приехать";
};
Authored hostile();

Context context(speech::Language language, const Authored& authored = {});
report::ObserverReport observer(domain::Verdict verdict, const Authored& authored = {});
// 378 = 29 + 42 + 56 + 170 + 81, as in the scenario of 2025.
report::ElectionReport election(const Authored& authored = {});
report::AccreditedReport accredited(std::size_t rows, const Authored& authored = {});
report::RevocationsReport revocations(std::size_t count, const Authored& authored = {});
report::ApplicationReport application(const Authored& authored = {});
report::LogReport log(const Authored& authored = {});
NodeView node();
Home home(const Authored& authored = {});

// Every page there is, by file name, in one language.
struct NamedPage {
  std::string name;
  std::string html;
};
std::vector<NamedPage> all_pages(const Pages& pages, speech::Language language,
                                 const Authored& authored = {});

}  // namespace kuboluk::pages::samples
