#include "tools/paper/print_files.h"

#include <utility>

#include "tools/files.h"

namespace kuboluk::tools::paper {

namespace {

namespace fs = std::filesystem;

struct File {
  fs::path path;
  std::string bytes;
};

Result<void> add_pdf(std::vector<File>& files, const fs::path& path,
                     const std::vector<NamedPage>& pages, const DocumentFacts& facts) {
  std::vector<Page> drawn;
  for (const NamedPage& page : pages)
    drawn.push_back(page.page);
  Result<std::string> bytes = render_pdf(drawn, facts);
  if (!bytes) return bytes.error();
  files.push_back({path, std::move(*bytes)});
  return {};
}

// `first`: the name of the first page's file; empty: as that of the others.
Result<void> add_svgs(std::vector<File>& files, const fs::path& first, const fs::path& stem,
                      const std::vector<NamedPage>& pages, const DocumentFacts& facts) {
  for (const NamedPage& page : pages) {
    Result<std::string> bytes = render_svg(page.page, facts);
    if (!bytes) return bytes.error();
    fs::path path = stem;
    path += "-" + page.name + ".svg";
    const bool named = !first.empty() && &page == &pages.front();
    files.push_back({named ? first : path, std::move(*bytes)});
  }
  return {};
}

Result<std::vector<fs::path>> write_all(const std::vector<File>& files) {
  std::error_code ignored;
  for (const File& file : files) {
    if (fs::exists(fs::symlink_status(file.path, ignored))) {
      return Error{"X.FILE", file.path.string(), "this is there already"};
    }
  }
  std::vector<fs::path> written;
  for (const File& file : files) {
    const Result<void> done = write_new_file(file.path, file.bytes);
    if (!done) {
      for (const fs::path& path : written)
        fs::remove(path, ignored);
      return done.error();
    }
    written.push_back(file.path);
  }
  return written;
}

}  // namespace

Result<std::vector<fs::path>> print_files(const fs::path& out, std::string_view name,
                                          const std::vector<NamedPage>& pages,
                                          const DocumentFacts& facts, std::string_view proof) {
  std::vector<File> files;
  if (out.extension() == ".pdf") {
    if (const auto done = add_pdf(files, out, pages, facts); !done) return done.error();
    return write_all(files);
  }
  if (out.extension() == ".svg") {
    const fs::path stem = fs::path(out).replace_extension();
    if (const auto done = add_svgs(files, out, stem, pages, facts); !done) return done.error();
    return write_all(files);
  }
  const fs::path stem = out / name;
  if (const auto done = add_pdf(files, stem.string() + ".pdf", pages, facts); !done) {
    return done.error();
  }
  if (const auto done = add_svgs(files, {}, stem, pages, facts); !done) return done.error();
  files.push_back({stem.string() + ".kuboluk", std::string(proof)});
  std::error_code failed;
  fs::create_directories(out, failed);
  if (failed) return Error{"X.FILE", out.string(), "this folder cannot be made"};
  return write_all(files);
}

}  // namespace kuboluk::tools::paper
