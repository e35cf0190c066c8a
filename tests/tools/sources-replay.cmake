# Tests of scenario files, their replay, name search and the embedded ledger; used by CMakeLists.txt.
kuboluk_test(tools_names
  SOURCES names/name_table_test.cpp
  LINKS kuboluk_tools)

kuboluk_test(tools_scenario
  SOURCES
    scenario/acts_test.cpp
    scenario/divided_act_test.cpp
    scenario/privacy_test.cpp
    scenario/replay_test.cpp
    scenario/scenario_files.cpp
    scenario/scenario_test.cpp
  LINKS kuboluk_tools)

# Scenario files that were written from the law and the format alone.
kuboluk_test(tools_outside_scenarios
  SOURCES
    scenario/outside_test.cpp
    scenario/scenario_files.cpp
  LINKS kuboluk_tools)

kuboluk_test(tools_replay_command
  SOURCES
    scenario/replay_command_test.cpp
    scenario/scenario_files.cpp
  LINKS kuboluk_tools)
add_dependencies(test_tools_replay_command kuboluk)

kuboluk_test(tools_embedded
  SOURCES
    embedded/embedded_ledger_test.cpp
    scenario/scenario_files.cpp
  LINKS kuboluk_tools)
