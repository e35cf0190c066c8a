#include "ledger/store/data_file.h"

#include "ledger/store/page_check.h"

namespace kuboluk::store {

Result<DataFile> check_data_file(const std::filesystem::path& path) {
  const auto file = PageFile::open(path);
  if (!file) return file.error();
  if (!file->has_value()) return DataFile::kAbsent;
  const auto meta = check_metas(**file);
  if (!meta) return meta.error();
  const auto lock_file = path.parent_path() / "lock.mdb";
  if (auto older = check_older(**file, *meta, lock_file); !older) return older.error();
  if (const auto checked = check_pages(**file, *meta); !checked) return checked.error();
  return DataFile::kWhole;
}

}  // namespace kuboluk::store
