#include "node/pages/pages.h"

#include "node/pages/templates.h"

namespace kuboluk::pages {

Pages::Pages(std::unique_ptr<const Templates> templates) : templates_(std::move(templates)) {}
Pages::Pages(Pages&&) noexcept = default;
Pages& Pages::operator=(Pages&&) noexcept = default;
Pages::~Pages() = default;

Result<Pages> Pages::load() {
  auto templates = Templates::load();
  if (!templates) return templates.error();
  return Pages(std::move(*templates));
}

}  // namespace kuboluk::pages
