# Scenario files, their replay, name search and the embedded ledger; used by tools/CMakeLists.txt.
find_package(ICU REQUIRED COMPONENTS uc i18n)

set(KUBOLUK_TOOLS_REPLAY_SOURCES
  commands/replay.cpp
  commands/temporary_folder.cpp
  embedded/drive_node.cpp
  embedded/embedded_ledger.cpp
  names/name_fold.cpp
  names/name_table.cpp
  scenario/act_lines.cpp
  scenario/act_persons.cpp
  scenario/act_values.cpp
  scenario/acts.cpp
  scenario/aggregates.cpp
  scenario/answers.cpp
  scenario/commitment.cpp
  scenario/fields.cpp
  scenario/json_line.cpp
  scenario/json_source.cpp
  scenario/person_table.cpp
  scenario/replay.cpp
  scenario/replay_ledger.cpp
  scenario/scenario.cpp
  scenario/training.cpp
  scenario/verified_fold.cpp)
set(KUBOLUK_TOOLS_REPLAY_LINKS ICU::uc ICU::i18n)
