// dump_pages DIRECTORY: writes every sample page in every language, to be looked at in a browser.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/node/pages/samples.h"

int main(int argc, char** argv) {
  using namespace kuboluk;
  if (argc != 2) {
    std::cerr << "usage: dump_pages DIRECTORY\n";
    return 2;
  }
  const auto pages = pages::Pages::load();
  if (!pages) {
    std::cerr << pages.error().message() << '\n';
    return 1;
  }
  for (const speech::Language language : speech::kLanguages) {
    for (const auto& page : pages::samples::all_pages(*pages, language)) {
      const auto name = page.name + "." + std::string(speech::code_of(language)) + ".html";
      std::ofstream(std::filesystem::path(argv[1]) / name) << page.html;
    }
  }
  return 0;
}
